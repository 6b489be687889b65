// nodejs-websocket; it has no extensions.

const websocket = require('nodejs-websocket');
const { settings, listening, blocking } = require('./control');

websocket.setMaxBufferLength(Math.max(65536, settings.maxMessage));

const receivers = new Set();

const server = websocket.createServer((connection) => {
  connection.on('error', console.error);
  switch (connection.path) {
    case '/broadcast':
      receivers.add(connection);
      connection.on('close', () => receivers.delete(connection));
      connection.on('text', (text) => receivers.forEach((receiver) => receiver.sendText(text)));
      break;
    case '/blocking':
      connection.on('text', (text) => blocking(() => connection.sendText(text)));
      break;
    default:
      connection.on('text', (text) => connection.sendText(text));
  }
});

server.listen(0, '127.0.0.1', () => listening(server.socket.address().port));
