import { showConnection } from './connection-bar.js';
import { element, MessageLog, timeElement } from './message-log.js';
import { ReconnectingSocket } from './reconnecting-socket.js';

/** How long to wait, after a reconnect, for the server to notice that the old connection is gone; in milliseconds. */
const NAME_STILL_TAKEN = 3000;

const $ = (id) => document.getElementById(`chat-${id}`);
const TITLE = document.title;

const socket = new ReconnectingSocket('chat');
const log = new MessageLog($('log'), $('messages'), $('newer'));
const users = new Map();

/** Who this page is, or wants to be again after a reconnect; null before entering. */
let nickname = null;
let inRoom = false;
let unread = 0;

const receive = {

  users({ name: own, users: names }) {
    nickname = own;
    inRoom = true;
    $('text-error').textContent = '';
    users.clear();
    names.forEach((name) => users.set(name, userElement(name)));
    showUsers();
    showRoom();
  },

  enter({ name, text, time }) {
    users.set(name, userElement(name));
    showUsers();
    notice(text, time);
  },

  leave({ name, text, time }) {
    users.delete(name);
    showUsers();
    notice(text, time);
  },

  message({ name, text, time }) {
    const own = name === nickname;
    const entry = element('li', own ? 'message own' : 'message');
    entry.style.setProperty('--hue', hue(name));
    const clock = timeElement(time);
    entry.dataset.head = `${clock.textContent} ${name}`;
    entry.classList.toggle('follows', log.last?.dataset.head === entry.dataset.head);
    const head = element('p', 'head');
    head.append(element('bdi', 'name', name), clock);
    const body = element('p', 'text', text);
    body.dir = 'auto';
    entry.append(head, body);
    log.add(entry);
    if (document.hidden) {
      unread++;
      showTitle();
    }
  },

  error({ text }) {
    const back = !inRoom && !$('room').hidden;
    if (inRoom || back) {
      $('text-error').textContent = text;
    }
    if (back) {
      // Back after a lost connection, which the server may hold for alive: the name will be free soon
      setTimeout(enter, NAME_STILL_TAKEN);
    }
    else if (!inRoom) {
      nickname = null;
      $('enter-error').textContent = text;
      $('name').select();
    }
  },

};

socket.addEventListener('open', enter);
socket.addEventListener('message', ({ data }) => {
  const message = JSON.parse(data);
  receive[message.type]?.(message);
});
socket.addEventListener('state', () => {
  if (socket.state !== 'open' && inRoom) {
    inRoom = false;
    users.clear();
    showUsers();
    notice('You are disconnected', new Date().toISOString());
  }
  if (socket.state === 'closed') {
    nickname = null;
    showRoom();
  }
  $('send').disabled = socket.state !== 'open';
});

$('enter').onsubmit = (event) => {
  event.preventDefault();
  $('enter-error').textContent = '';
  nickname = $('name').value.trim();
  socket.connect();
  enter();
};

$('compose').onsubmit = (event) => {
  event.preventDefault();
  $('text-error').textContent = '';
  const text = $('text').value.trim();
  if (text && inRoom && send('message', text)) {
    $('text').value = '';
  }
  $('text').focus();
};

$('leave').onclick = () => {
  nickname = null;
  inRoom = false;
  send('leave', '');
  showRoom();
  $('name').focus();
};

document.addEventListener('visibilitychange', () => {
  unread = 0;
  showTitle();
});

showConnection('chat', socket);
socket.connect();

function enter() {
  if (nickname && !inRoom) {
    send('enter', nickname);
  }
}

function send(type, text) {
  return socket.send(JSON.stringify({ type, text }));
}

function notice(text, time) {
  const entry = element('li', 'notice');
  entry.append(element('bdi', '', text), timeElement(time));
  log.add(entry);
}

function userElement(name) {
  const entry = element('li', 'user');
  entry.style.setProperty('--hue', hue(name));
  entry.append(element('bdi', '', name));
  if (name === nickname) {
    entry.append(element('span', 'you', 'you'));
  }
  return entry;
}

function showUsers() {
  const names = [...users.keys()].sort((a, b) => a.localeCompare(b));
  $('users').replaceChildren(...names.map((name) => users.get(name)));
  $('users-count').textContent = users.size;
}

function showRoom() {
  const entered = nickname !== null;
  if ($('room').hidden === entered) {
    $('room').hidden = !entered;
    $('leave').hidden = !entered;
    $('enter').hidden = entered;
    (entered ? $('text') : $('name')).focus();
  }
}

function showTitle() {
  document.title = unread ? `(${unread}) ${TITLE}` : TITLE;
}

/** A colour that is the same for a name on every page. */
function hue(name) {
  let hash = 7;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) % 360;
  }
  return hash;
}
