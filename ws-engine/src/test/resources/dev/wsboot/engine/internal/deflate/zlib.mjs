// Does with zlib what a peer does, for ZlibTests: a JSON request on each line of the input, an answer on each line of
// the output. Messages are in base64.
import { createInterface } from 'node:readline';
import zlib from 'node:zlib';

const END = Buffer.from([0, 0, 0xff, 0xff]);

// Little output at a time: within one call zlib lets a distance reach beyond the window.
function inflate(stream, windowBits) {
  return zlib.inflateRawSync(stream, { windowBits, chunkSize: 64, finishFlush: zlib.constants.Z_SYNC_FLUSH });
}

function decompress({ bits, context, messages }) {
  const parts = messages.map((message) => Buffer.concat([message, END]));
  return (context ? [Buffer.concat(parts)] : parts).map((stream) => inflate(stream, bits));
}

function compress({ bits, context, messages }) {
  let history = Buffer.alloc(0);
  return messages.map((message) => {
    const options = { windowBits: bits, level: 9, finishFlush: zlib.constants.Z_SYNC_FLUSH };
    if (history.length > 0) {
      options.dictionary = history;
    }
    const stream = zlib.deflateRawSync(message, options);
    if (context) {
      history = Buffer.concat([history, message]).subarray(-(1 << bits));
    }
    return stream.subarray(0, stream.length - END.length);
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  request.messages = request.messages.map((message) => Buffer.from(message, 'base64'));
  let answer;
  try {
    answer = (request.compress ? compress : decompress)(request).map((message) => message.toString('base64')).join(' ');
  }
  catch (error) {
    answer = `error: ${error.message}`;
  }
  process.stdout.write(`${answer}\n`);
}
