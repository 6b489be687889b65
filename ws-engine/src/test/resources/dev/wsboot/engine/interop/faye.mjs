// The package faye-websocket, with permessage-deflate.
import FayeWebSocket from 'faye-websocket';
import deflate from 'permessage-deflate';
import { run } from './peer.mjs';

/** The extension, told what to do itself and what to ask of the other side. */
function extensions(variant, own, other) {
  if (!variant) {
    return [];
  }
  const [ownBits, otherBits] = [variant[`${own}Bits`], variant[`${other}Bits`]];
  return [deflate.configure({
    noContextTakeover: !variant[`${own}Takeover`],
    requestNoContextTakeover: !variant[`${other}Takeover`],
    ...(ownBits < 15 && { maxWindowBits: ownBits }),
    ...(otherBits < 15 && { requestMaxWindowBits: otherBits }),
  })];
}

function connection(socket, events) {
  socket.on('open', () => events.open());
  socket.on('message', ({ data }) => (typeof data === 'string' ? events.text(data) : events.binary(data)));
  socket.on('close', ({ code, reason }) => events.close(code, reason));
  socket.on('error', ({ message }) => events.error(message));
  return {
    send: (data) => socket.send(data),
    ping: (data) => socket.ping(data.toString()),
    close: (code, reason) => socket.close(code, reason),
  };
}

run({
  connect: (url, protocols, variant, events) =>
    connection(new FayeWebSocket.Client(url, protocols, { extensions: extensions(variant, 'client', 'server') }), events),
  accept: (request, socket, head, variant, events) =>
    connection(
      new FayeWebSocket(request, socket, head, ['v2.chat'], { extensions: extensions(variant, 'server', 'client') }),
      events),
});
