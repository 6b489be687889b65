/** How many entries stay on the page. */
const LONGEST = 500;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** Creates an element; its text is text, never HTML. */
export function element(name, className, text = '') {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
}

/** Creates a `time` element for an ISO 8601 instant. */
export function timeElement(instant) {
  const date = new Date(instant);
  const time = element('time', 'time', CLOCK.format(date));
  time.dateTime = instant;
  time.title = DATE.format(date);
  return time;
}

/**
 * A list that grows at its end, in a box that scrolls: it follows what is new unless the reader has scrolled up.
 */
export class MessageLog {

  #box;
  #list;
  #newer;

  /**
   * @param {HTMLElement} box what scrolls
   * @param {HTMLElement} list what grows
   * @param {HTMLElement} [newer] a button that says there is more below
   */
  constructor(box, list, newer) {
    this.#box = box;
    this.#list = list;
    this.#newer = newer;
    if (newer) {
      newer.onclick = () => this.#follow();
      box.addEventListener('scroll', () => this.#atEnd() && (newer.hidden = true), { passive: true });
      // The end stays in view when the box gets smaller, as it does above the keyboard of a telephone
      let wasAtEnd = true;
      box.addEventListener('scroll', () => wasAtEnd = this.#atEnd(), { passive: true });
      new ResizeObserver(() => wasAtEnd && this.#follow()).observe(box);
    }
  }

  get last() {
    return this.#list.lastElementChild;
  }

  add(...entries) {
    const follow = this.#atEnd();
    this.#list.append(...entries);
    while (this.#list.childElementCount > LONGEST) {
      this.#list.firstElementChild.remove();
    }
    if (follow) {
      this.#follow();
    }
    else if (this.#newer) {
      this.#newer.hidden = false;
    }
  }

  #atEnd() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < 40;
  }

  #follow() {
    this.#box.scrollTop = this.#box.scrollHeight;
  }

}
