import './chat.js';
import { start as startEcho } from './echo.js';

const tabs = [...document.querySelectorAll('[role=tab]')];

function select(tab) {
  for (const each of tabs) {
    const selected = each === tab;
    each.setAttribute('aria-selected', selected);
    each.tabIndex = selected ? 0 : -1;
    document.getElementById(each.getAttribute('aria-controls')).hidden = !selected;
  }
  if (tab.id === 'tab-echo') {
    startEcho();
  }
}

tabs.forEach((tab, index) => {
  tab.onclick = () => select(tab);
  tab.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = tabs.at((index + step) % tabs.length);
      next.focus();
      select(next);
    }
  };
});
