package dev.wsboot.engine.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A process of Node.js that has one of its libraries do what it is told, for the tests of
 * a class; the lines that go both ways are described in {@code peer.mjs}.
 */
final class Node implements BeforeAllCallback, AfterAllCallback {

	private static final Path FOLDER = Path.of("target", "test-classes", "dev", "wsboot", "engine", "interop")
		.toAbsolutePath();

	private final String library;

	private final Map<String, CompletableFuture<Integer>> ports = new ConcurrentHashMap<>();

	private final Map<String, End> ends = new ConcurrentHashMap<>();

	private final ForeignServer.Arrivals arrivals = new ForeignServer.Arrivals();

	private int count;

	private Process process;

	private Writer commands;

	/**
	 * Creates a process.
	 * @param library the script that knows the library
	 */
	Node(String library) {
		this.library = library;
	}

	/** Starts it, or skips the tests if that cannot be done. */
	@Override
	public void beforeAll(ExtensionContext context) throws Exception {
		assumeTrue(succeeds("node", "--version") && succeeds("npm", "--version"), "There is no node with npm");
		if (!Files.exists(FOLDER.resolve("node_modules/ws"))) {
			assumeTrue(succeeds("npm", "install", "--no-package-lock", "--ignore-scripts", "--fetch-retries=1"),
					"npm did not get the packages");
		}
		this.process = command("node", this.library).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.commands = this.process.outputWriter();
		Thread reader = new Thread(this::read, "node");
		reader.setDaemon(true);
		reader.start();
	}

	/** It ends with its input, which leaves time to read all of its output. */
	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		if (this.commands != null) {
			this.commands.close();
		}
	}

	private static boolean succeeds(String... command) throws InterruptedException {
		try {
			Process process = command(command).redirectErrorStream(true).start();
			process.getInputStream().readAllBytes();
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ProcessBuilder command(String... command) {
		return new ProcessBuilder(command).directory(FOLDER.toFile());
	}

	/** Connects, and returns when that is done. */
	Remote connect(String uri, Variant asked, String... subprotocols) throws Exception {
		String id = "client" + this.count++;
		tell("connect", id, uri, (subprotocols.length > 0) ? subprotocols[0] : "", words(asked));
		return this.arrivals.next();
	}

	/** Listens, and returns the port. */
	int listen(Variant asked) throws Exception {
		String id = "server" + this.count++;
		CompletableFuture<Integer> port = new CompletableFuture<>();
		this.ports.put(id, port);
		tell("listen", id, words(asked));
		return port.get(20, TimeUnit.SECONDS);
	}

	/** The connections that were opened. */
	ForeignServer.Arrivals arrivals() {
		return this.arrivals;
	}

	private static String words(Variant variant) {
		return variant.serverTakeover() + " " + variant.clientTakeover() + " " + variant.serverBits() + " "
				+ variant.clientBits();
	}

	private synchronized void tell(String... words) throws IOException {
		this.commands.write(String.join(" ", words) + "\n");
		this.commands.flush();
	}

	private void read() {
		try (BufferedReader events = this.process.inputReader()) {
			for (String line; (line = events.readLine()) != null;) {
				take(line.split(" ", -1));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void take(String[] words) {
		if (words[0].equals("listening")) {
			this.ports.get(words[1]).complete(Integer.valueOf(words[2]));
			return;
		}
		End end = this.ends.computeIfAbsent(words[1], (id) -> new End(id, new Inbox()));
		switch (words[0]) {
			case "open" -> this.arrivals.add(end);
			case "text" -> end.inbox.received(new String(decode(words[2]), StandardCharsets.UTF_8));
			case "binary" -> end.inbox.received(decode(words[2]));
			case "close" ->
				end.inbox.closed(Integer.parseInt(words[2]), new String(decode(words[3]), StandardCharsets.UTF_8));
			default -> end.inbox.failed(new IOException(Arrays.toString(words)));
		}
	}

	private static byte[] decode(String word) {
		return Base64.getDecoder().decode(word);
	}

	private static String encode(byte[] data) {
		return Base64.getEncoder().encodeToString(data);
	}

	private static String encode(String text) {
		return encode(text.getBytes(StandardCharsets.UTF_8));
	}

	private final class End implements Remote {

		private final String id;

		private final Inbox inbox;

		End(String id, Inbox inbox) {
			this.id = id;
			this.inbox = inbox;
		}

		@Override
		public Inbox inbox() {
			return this.inbox;
		}

		@Override
		public void send(String text) throws IOException {
			tell("text", this.id, encode(text));
		}

		@Override
		public void send(byte[] data) throws IOException {
			tell("binary", this.id, encode(data));
		}

		@Override
		public void sendFragments(String... parts) throws IOException {
			tell("fragments", this.id, Arrays.stream(parts).map(Node::encode).collect(Collectors.joining(" ")));
		}

		@Override
		public void ping(byte[] data) throws IOException {
			tell("ping", this.id, encode(data));
		}

		@Override
		public void close(int code, String reason) throws IOException {
			tell("close", this.id, String.valueOf(code), encode(reason));
		}

	}

}
