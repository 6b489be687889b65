// ws, with bufferutil for masking as its documentation recommends.

const { WebSocketServer } = require('ws');
const { settings, listening, blocking } = require('./control');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  backlog: 1024,
  maxPayload: Math.max(65536, settings.maxMessage),
  perMessageDeflate: settings.compressed
}, () => listening(server.address().port));

const receivers = new Set();

server.on('connection', (socket, request) => {
  socket.on('error', console.error);
  switch (request.url) {
    case '/broadcast':
      receivers.add(socket);
      socket.on('close', () => receivers.delete(socket));
      socket.on('message', (data) => {
        const text = data.toString();
        receivers.forEach((receiver) => receiver.send(text));
      });
      break;
    case '/blocking':
      socket.on('message', (data) => {
        const text = data.toString();
        blocking(() => socket.send(text));
      });
      break;
    default:
      socket.on('message', (data) => socket.send(data.toString()));
  }
});
