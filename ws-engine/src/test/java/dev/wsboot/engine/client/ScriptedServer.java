package dev.wsboot.engine.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on this machine that does with each connection what a test says.
 */
final class ScriptedServer implements Closeable {

	private final ServerSocket server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Completes when the first connection's script has ended. */
	final CompletableFuture<Void> finished = new CompletableFuture<>();

	ScriptedServer(Script script) throws IOException {
		this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
	}

	ScriptedServer(ServerSocket server, Script script) {
		this.server = server;
		this.threads.execute(() -> {
			while (true) {
				try {
					Socket socket = this.server.accept();
					socket.setSoTimeout(20_000);
					this.threads.execute(() -> run(script, socket));
				}
				catch (IOException ex) {
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

	int port() {
		return this.server.getLocalPort();
	}

	String uri() {
		return "ws://localhost:" + port() + "/";
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

	interface Script {

		void run(Peer peer) throws Exception;

	}

	/** The other end of one connection. */
	record Peer(Socket socket) {

		/** Reads a request's head. */
		String request() throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			InputStream input = this.socket.getInputStream();
			while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int b = input.read();
				if (b < 0) {
					throw new IOException("end after '" + bytes.toString(StandardCharsets.ISO_8859_1) + "'");
				}
				bytes.write(b);
			}
			return bytes.toString(StandardCharsets.ISO_8859_1);
		}

		/** Answers with lines that end in LF here and in CR LF on the wire. */
		void answer(String lines) throws IOException {
			text(lines.replace("\n", "\r\n"));
		}

		/** The lines of an answer that accepts the request. */
		static String accepting(String request) {
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
			catch (java.security.NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** Reads a request and accepts it. */
		String accept() throws IOException {
			String request = request();
			answer(accepting(request) + "\n");
			return request;
		}

		void text(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		/**
		 * Reads one masked frame of a short payload: its first two bytes and the payload.
		 */
		String frame() throws IOException {
			byte[] head = this.socket.getInputStream().readNBytes(6);
			byte[] payload = this.socket.getInputStream().readNBytes(head[1] & 0x7F);
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= head[2 + i % 4];
			}
			return HexFormat.of().formatHex(head, 0, 2) + " " + new String(payload, StandardCharsets.ISO_8859_1);
		}

		/** Waits until the client has closed. */
		void awaitEnd() throws IOException {
			this.socket.getInputStream().readAllBytes();
		}

	}

}
