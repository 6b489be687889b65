// Lets a library be used over the standard streams: a command a line comes in, an event a line goes out. A line is words
// with spaces between; what is sent and received is in base64. Connections are known by numbers.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const connections = new Map();

function tell(...words) {
  process.stdout.write(words.join(' ') + '\n');
}

function base64(data) {
  return Buffer.from(data).toString('base64');
}

/** What the library calls when something happens on a connection. */
function events(id) {
  return {
    open: () => tell('open', id),
    text: (text) => tell('text', id, base64(text)),
    binary: (data) => tell('binary', id, base64(data)),
    close: (code, reason) => tell('close', id, code, base64(reason)),
    error: (error) => tell('error', id, base64(String(error))),
  };
}

/** The words "serverTakeover clientTakeover serverBits clientBits", or null for no compression. */
function variant([serverTakeover, clientTakeover, serverBits, clientBits]) {
  return serverBits === '0' ? null : {
    serverTakeover: serverTakeover === 'true',
    clientTakeover: clientTakeover === 'true',
    serverBits: Number(serverBits),
    clientBits: Number(clientBits),
  };
}

/**
 * Runs until the input ends.
 * @param library connect(url, protocols, variant, events) and accept(request, socket, head, variant, events) make
 * connections with send(data), fragments(parts), ping(data) and close(code, reason)
 */
export function run(library) {
  const commands = {
    connect: (id, url, protocol, ...words) =>
      connections.set(id, library.connect(url, protocol ? [protocol] : [], variant(words), events(id))),
    listen: (id, ...words) => {
      let count = 0;
      const server = createServer();
      server.on('upgrade', (request, socket, head) => {
        const name = `${id}-${++count}`;
        connections.set(name, library.accept(request, socket, head, variant(words), events(name)));
      });
      server.listen(0, '127.0.0.1', () => tell('listening', id, server.address().port));
    },
    text: (id, text) => connections.get(id).send(Buffer.from(text, 'base64').toString()),
    binary: (id, data) => connections.get(id).send(Buffer.from(data, 'base64')),
    fragments: (id, ...parts) =>
      connections.get(id).fragments(parts.map((part) => Buffer.from(part, 'base64').toString())),
    ping: (id, data) => connections.get(id).ping(Buffer.from(data, 'base64')),
    close: (id, code, reason) => connections.get(id).close(Number(code), Buffer.from(reason, 'base64').toString()),
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [command, ...words] = line.split(' ');
      commands[command](...words);
    })
    .on('close', () => process.exit());
}
