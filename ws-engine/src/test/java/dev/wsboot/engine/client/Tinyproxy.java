package dev.wsboot.engine.client;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.wsboot.engine.testing.FreePort;

import static org.awaitility.Awaitility.await;

/**
 * The proxy tinyproxy as a process of its own, on a port of this machine.
 */
final class Tinyproxy implements AutoCloseable {

	private final Path configuration;

	private int port;

	private Process process;

	/**
	 * Starts the proxy.
	 * @param lines further lines of its configuration
	 */
	Tinyproxy(String... lines) throws IOException {
		this.configuration = Files.createTempFile("tinyproxy", ".conf");
		do {
			// Another program may be faster to take the port: then it is another's turn.
			this.port = FreePort.find();
			Files.writeString(this.configuration, """
					Port %d
					Listen 127.0.0.1
					Timeout 60
					MaxClients 20
					Allow 127.0.0.1
					%s
					""".formatted(this.port, String.join("\n", lines)));
		}
		while (!isStarted());
	}

	/** Where the program is, if it is installed. */
	static Optional<Path> program() {
		return Stream.of("/usr/bin/tinyproxy", "/usr/sbin/tinyproxy", "/usr/local/bin/tinyproxy")
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst();
	}

	/** Starts it again, on the same port. */
	void start() {
		await().atMost(20, TimeUnit.SECONDS).until(this::isStarted);
	}

	/** Starts the process, and waits until it listens or has ended because it cannot. */
	private boolean isStarted() throws IOException {
		this.process = new ProcessBuilder(program().orElseThrow().toString(), "-d", "-c", this.configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		await().atMost(20, TimeUnit.SECONDS).until(() -> !this.process.isAlive() || isListening());
		return this.process.isAlive();
	}

	/** Ends the process, and with it all of its connections. */
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	private boolean isListening() {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() throws IOException {
		kill();
		Files.delete(this.configuration);
	}

}
