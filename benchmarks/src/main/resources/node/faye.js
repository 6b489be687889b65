// faye-websocket, with its extension permessage-deflate.

const http = require('http');
const WebSocket = require('faye-websocket');
const deflate = require('permessage-deflate');
const { settings, listening, blocking } = require('./control');

const server = http.createServer();
const receivers = new Set();

server.on('upgrade', (request, tcp, body) => {
  const socket = new WebSocket(request, tcp, body, [], {
    extensions: settings.compressed ? [deflate] : []
  });
  switch (request.url) {
    case '/broadcast':
      receivers.add(socket);
      socket.on('close', () => receivers.delete(socket));
      socket.on('message', (event) => receivers.forEach((receiver) => receiver.send(event.data)));
      break;
    case '/blocking':
      socket.on('message', (event) => blocking(() => socket.send(event.data)));
      break;
    default:
      socket.on('message', (event) => socket.send(event.data));
  }
});

server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => listening(server.address().port));
