/** The first wait before a new attempt, in milliseconds; it doubles with every attempt that fails. */
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;

/** An attempt that takes longer has failed; a connection that lives longer was a good one. */
const PATIENCE = 8000;

/** Close codes that say this side is at fault: the next connection would end the same way. */
const OUR_FAULT = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

/**
 * A WebSocket that comes back when the connection is lost.
 *
 * Events: `open`; `message` with `data`; `state` whenever `state`, `reason` or `secondsLeft` changes.
 *
 * - `state` is `closed`, `connecting`, `open` or `waiting` (for the next attempt).
 * - `reason` says why the last connection ended, if the server told.
 * - `secondsLeft` until the next attempt, while `waiting`.
 */
export class ReconnectingSocket extends EventTarget {

  state = 'closed';
  reason = '';
  secondsLeft = 0;

  #url;
  #socket = null;
  #failures = 0;
  #timer = 0;

  /** @param {string} path a path on the server this page came from, relative to the page */
  constructor(path) {
    super();
    this.#url = new URL(path, document.baseURI);
    this.#url.protocol = this.#url.protocol.replace('http', 'ws');
    addEventListener('online', () => this.state === 'waiting' && this.connect());
  }

  /** Connects now, whatever it was waiting for. Does nothing on a connection that is there already. */
  connect() {
    if (this.state === 'connecting' || this.state === 'open') {
      return;
    }
    clearTimeout(this.#timer);
    this.#enter('connecting');
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    // A socket that was given up may still report: only the current one counts
    const current = (listener) => (event) => this.#socket === socket && listener(event);
    let opened = Infinity;
    this.#timer = setTimeout(() => socket.close(), PATIENCE);
    socket.addEventListener('open', current(() => {
      clearTimeout(this.#timer);
      opened = performance.now();
      this.reason = '';
      this.#enter('open');
      this.dispatchEvent(new Event('open'));
    }));
    socket.addEventListener('message', current((event) => {
      this.dispatchEvent(new MessageEvent('message', { data: event.data }));
    }));
    socket.addEventListener('close', current((event) => {
      clearTimeout(this.#timer);
      if (performance.now() - opened > PATIENCE) {
        this.#failures = 0;
      }
      this.reason = event.reason;
      if (OUR_FAULT.has(event.code)) {
        this.#enter('closed');
      }
      else {
        this.#wait();
      }
    }));
  }

  /** Closes the connection for good, until `connect` is called. */
  close() {
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = null;
    this.#failures = 0;
    this.reason = '';
    this.#enter('closed');
  }

  /** @returns whether the message was handed over; not if there is no connection */
  send(data) {
    if (this.state !== 'open') {
      return false;
    }
    this.#socket.send(data);
    return true;
  }

  #wait() {
    const longest = Math.min(FIRST_DELAY * 2 ** this.#failures++, LONGEST_DELAY);
    // Not everyone at the same moment, when it was the server that went away
    const due = performance.now() + longest * (0.5 + Math.random() / 2);
    const tick = () => {
      const left = due - performance.now();
      if (left <= 0) {
        this.connect();
        return;
      }
      this.secondsLeft = Math.ceil(left / 1000);
      this.#enter('waiting');
      this.#timer = setTimeout(tick, left % 1000 || 1000);
    };
    tick();
  }

  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

}
