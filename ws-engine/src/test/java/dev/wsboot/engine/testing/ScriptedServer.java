package dev.wsboot.engine.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A server on this machine that does with each connection what a test says, on a thread
 * of its own.
 */
public final class ScriptedServer implements Closeable {

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Completes when the first connection's script has ended. */
	public final CompletableFuture<Void> finished = new CompletableFuture<>();

	/** Starts a server on a free port. */
	public ScriptedServer(Script script) throws IOException {
		this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
	}

	/** Starts a server on a socket that is bound, with TLS perhaps. */
	public ScriptedServer(ServerSocket server, Script script) {
		this.server = server;
		this.threads.execute(() -> {
			while (true) {
				try {
					Socket socket = this.server.accept();
					this.threads.execute(() -> run(script, socket));
				}
				catch (IOException | RejectedExecutionException ex) {
					// The server was closed.
					return;
				}
			}
		});
	}

	private void run(Script script, Socket socket) {
		try (socket) {
			script.run(new Peer(socket));
			this.finished.complete(null);
		}
		catch (Throwable ex) {
			this.finished.completeExceptionally(ex);
		}
	}

	/** Where clients are to connect to. */
	public int port() {
		return this.server.getLocalPort();
	}

	/** The address of its root, without TLS. */
	public String uri() {
		return "ws://localhost:" + port() + "/";
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

	/** What is done with a connection, which is closed afterwards. */
	public interface Script {

		void run(Peer peer) throws Exception;

	}

	/** The server's end of one connection. */
	public static final class Peer extends RawPeer<Peer> {

		Peer(Socket socket) throws IOException {
			super(socket, false);
		}

		/** The lines of an answer that accepts a request, without the empty one. */
		public static String accepting(String request) {
			String field = "\r\nSec-WebSocket-Key: ";
			int at = request.indexOf(field) + field.length();
			String key = request.substring(at, request.indexOf('\r', at));
			return """
					HTTP/1.1 101 Switching Protocols
					Upgrade: websocket
					Connection: Upgrade
					Sec-WebSocket-Accept: %s
					""".formatted(accept(key));
		}

		private static String accept(String key) {
			try {
				byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
				return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** Reads a request and accepts it. */
		public String accept() throws IOException {
			String request = readHead();
			sendLines(accepting(request) + "\n");
			return request;
		}

		/** Waits until the client has closed. */
		public void awaitEnd() throws IOException {
			socket().getInputStream().readAllBytes();
		}

		@Override
		Peer self() {
			return this;
		}

	}

}
