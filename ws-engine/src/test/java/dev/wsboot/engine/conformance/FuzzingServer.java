package dev.wsboot.engine.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.testing.Frame;

/**
 * A server that tests the clients which connect to it: tells the number of its cases at
 * {@code /getCaseCount} and plays one at {@code /runCase?case=N&agent=NAME}.
 */
final class FuzzingServer implements AutoCloseable {

	private static final Pattern RUN_CASE = Pattern.compile("/runCase\\?case=(\\d+)&agent=(.+)");

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Case> cases;

	/** What was asked for, in order. */
	private final List<String> paths = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final Thread thread = new Thread(this::serve, "fuzzing-server");

	FuzzingServer(List<Case> cases) throws IOException {
		this.cases = cases;
		this.thread.start();
	}

	String uri() {
		return "ws://localhost:" + this.server.getLocalPort();
	}

	/** Closes the server and tells what was asked for, one path after the other. */
	List<String> paths() throws Exception {
		close();
		return this.paths;
	}

	/** Closes the server and tells what clients did wrong. */
	List<Throwable> failures() throws Exception {
		close();
		return this.failures;
	}

	private void serve() {
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				socket.setSoTimeout(Tester.DEADLINE);
				play(socket);
			}
			catch (Exception | AssertionError ex) {
				if (!this.server.isClosed()) {
					this.failures.add(ex);
				}
			}
		}
	}

	private void play(Socket socket) throws Exception {
		InputStream in = socket.getInputStream();
		AtomicReference<Case> chosen = new AtomicReference<>();
		Compression compression = OpeningHandshake.asServer(in, socket.getOutputStream(), (path) -> {
			this.paths.add(path);
			Matcher matcher = RUN_CASE.matcher(path);
			if (!matcher.matches()) {
				return null;
			}
			chosen.set(this.cases.get(Integer.parseInt(matcher.group(1)) - 1));
			return chosen.get().compression();
		});
		try (Tester tester = new Tester(socket, in, true, compression, Delivery.WHOLE)) {
			Case it = chosen.get();
			if (it != null) {
				it.script().run(tester);
			}
			else {
				tester.sends(Frame.text(String.valueOf(this.cases.size()))).closes();
			}
		}
	}

	@Override
	public void close() throws InterruptedException {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.thread.join();
	}

}
