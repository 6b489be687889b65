import { showConnection } from './connection-bar.js';
import { element, MessageLog } from './message-log.js';
import { ReconnectingSocket } from './reconnecting-socket.js';

const BURST = 1000;
const SHOWN = 200;

const $ = (id) => document.getElementById(`echo-${id}`);
const form = $('form');
const log = new MessageLog($('log'), $('messages'));

let socket;
/** What was sent and has not come back: when, and how many more belong to it. */
let pending = [];

/** Connects to the chosen route, if it has not yet. */
export function start() {
  if (!socket) {
    open();
  }
}

function open() {
  socket?.close();
  pending = [];
  socket = new ReconnectingSocket(form.elements.route.value);
  socket.addEventListener('message', ({ data }) => received(data));
  socket.addEventListener('state', () => socket.state !== 'open' && (pending = []));
  showConnection('echo', socket);
  socket.connect();
}

form.elements.route.forEach((choice) => choice.onchange = open);
form.onsubmit = (event) => {
  event.preventDefault();
  send(1);
};
$('burst').onclick = () => send(BURST);

function send(count) {
  const text = $('text').value;
  const data = form.elements.type.value === 'text' ? text : new TextEncoder().encode(text);
  const batch = { count, left: count, sent: performance.now() };
  for (let i = 0; i < count; i++) {
    if (socket.send(data)) {
      pending.push(batch);
    }
  }
}

function received(data) {
  const batch = pending.shift();
  if (!batch || --batch.left > 0) {
    return;
  }
  const took = `${(performance.now() - batch.sent).toFixed(1)} ms`;
  const entry = element('li', 'echoed');
  const times = batch.count > 1 ? `${batch.count.toLocaleString()} × ` : '';
  const body = element('p', 'text', preview(data));
  body.dir = 'auto';
  entry.append(element('p', 'head', `${times}${describe(data)}, ${took}`), body);
  $('empty').hidden = true;
  log.add(entry);
}

function describe(data) {
  return typeof data === 'string' ? `text, ${data.length.toLocaleString()} characters`
    : `binary, ${data.byteLength.toLocaleString()} bytes`;
}

function preview(data) {
  if (typeof data === 'string') {
    return data.length > SHOWN ? `${data.slice(0, SHOWN)}…` : data;
  }
  const bytes = new Uint8Array(data, 0, Math.min(data.byteLength, SHOWN / 4));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return data.byteLength > bytes.length ? `${hex} …` : hex;
}
