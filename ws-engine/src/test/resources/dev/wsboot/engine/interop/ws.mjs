// The package ws.
import { WebSocket, WebSocketServer } from 'ws';
import { run } from './peer.mjs';

/** The options; what is left out is up to the other side. */
function deflate(variant) {
  return variant !== null && {
    threshold: 0,
    ...(!variant.serverTakeover && { serverNoContextTakeover: true }),
    ...(!variant.clientTakeover && { clientNoContextTakeover: true }),
    ...(variant.serverBits < 15 && { serverMaxWindowBits: variant.serverBits }),
    ...(variant.clientBits < 15 && { clientMaxWindowBits: variant.clientBits }),
  };
}

function connection(socket, events) {
  socket.on('message', (data, binary) => (binary ? events.binary(data) : events.text(data)));
  socket.on('close', (code, reason) => events.close(code, reason));
  socket.on('error', (error) => events.error(error));
  return {
    send: (data) => socket.send(data),
    fragments: (parts) => parts.forEach((part, i) => socket.send(part, { fin: i === parts.length - 1 })),
    ping: (data) => socket.ping(data),
    close: (code, reason) => socket.close(code, reason),
  };
}

run({
  connect(url, protocols, variant, events) {
    const socket = new WebSocket(url, protocols, { perMessageDeflate: deflate(variant) });
    socket.on('open', () => events.open());
    return connection(socket, events);
  },
  accept(request, socket, head, variant, events) {
    const server = new WebSocketServer({ noServer: true, perMessageDeflate: deflate(variant) });
    let accepted;
    server.handleUpgrade(request, socket, head, (opened) => {
      accepted = connection(opened, events);
      events.open();
    });
    return accepted;
  },
});
