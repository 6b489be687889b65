// The server's end of the pipe to the process that measures it; see Control.java.

const prefix = 'measured: ';

/** The settings: see ServerSettings.java. */
exports.settings = {
  compressed: process.argv[2] === 'true',
  maxMessage: Number(process.argv[3])
};

/** Says that the server listens, and obeys from now on. */
exports.listening = (port) => {
  console.log(prefix + port);
  process.stdin.on('data', () => {
    for (let i = 0; i < 3; i++) {
      global.gc();
    }
    console.log(prefix + process.memoryUsage().heapUsed);
  });
  process.stdin.on('end', () => process.exit());
};

/** What a handler does that waits for a database: Node.js does not block for it. */
exports.blocking = (action) => setTimeout(action, 5);
