// Talks to the demo at the address given as the first argument, with the clients of the npm package ws.
// Exits with 0 if all of it answers as it should.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';

const base = process.argv[2];

/** A client that keeps what it receives until it is asked for. */
class Client {

  #received = [];
  #waiting = [];

  constructor(path, options) {
    this.socket = new WebSocket(base + path, options);
    this.socket.on('message', (data, binary) => {
      const message = binary ? data : data.toString();
      const next = this.#waiting.shift();
      next ? next(message) : this.#received.push(message);
    });
  }

  static async connect(path, options) {
    const client = new Client(path, options);
    await once(client.socket, 'open');
    return client;
  }

  send(data, options = {}) {
    this.socket.send(data, options);
    return this;
  }

  next() {
    return this.#received.length ? this.#received.shift() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  async event(type) {
    const event = JSON.parse(await this.next());
    assert.equal(event.type, type, JSON.stringify(event));
    return event;
  }

  async close() {
    this.socket.close(1000);
    const [code] = await once(this.socket, 'close');
    assert.equal(code, 1000);
  }

}

async function echoes(path, options) {
  const client = await Client.connect(path, options);
  for (const text of ['', 'Hello', 'Ünï ©ode 😀', 'x'.repeat(300_000)]) {
    assert.equal(await client.send(text).next(), text);
  }
  for (const size of [0, 1, 125, 126, 65_535, 65_536, 1_000_000]) {
    const data = randomBytes(size);
    assert.deepEqual(await client.send(data).next(), data);
  }
  client.send('a', { fin: false }).send('b', { fin: false }).send('c');
  assert.equal(await client.next(), 'abc');

  client.socket.ping('data');
  const [pong] = await once(client.socket, 'pong');
  assert.equal(pong.toString(), 'data');

  for (let i = 0; i < 1000; i++) {
    client.send(String(i));
  }
  for (let i = 0; i < 1000; i++) {
    assert.equal(await client.next(), String(i));
  }
  await client.close();
}

async function chats() {
  const ann = await Client.connect('/chat');
  const bo = await Client.connect('/chat');
  const say = (client, type, text) => client.send(JSON.stringify({ type, text }));

  say(ann, 'enter', 'Ann');
  assert.deepEqual((await ann.event('users')).users, ['Ann']);
  assert.equal((await ann.event('enter')).name, 'Ann');
  say(bo, 'enter', 'Bo');
  assert.deepEqual((await bo.event('users')).users, ['Ann', 'Bo']);
  for (const client of [ann, bo]) {
    assert.equal((await client.event('enter')).name, 'Bo');
  }
  say(bo, 'message', 'Hello Ann');
  for (const client of [ann, bo]) {
    const { name, text, time } = await client.event('message');
    assert.deepEqual([name, text], ['Bo', 'Hello Ann']);
    assert.ok(Date.parse(time) > Date.now() - 60_000, time);
  }
  await bo.close();
  assert.equal((await ann.event('leave')).name, 'Bo');
  await ann.close();
}

for (const path of ['/echo', '/echo-inline']) {
  for (const perMessageDeflate of [true, false]) {
    await echoes(path, { perMessageDeflate });
  }
}
await chats();
