package dev.wsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keeps this process and a server's on one processor. A message then finds the processor
 * awake; on two, each waits for the other to be woken, which takes many times what a
 * server does for the message, and what is measured is on which of them the operating
 * system happened to place the server's threads. Needs {@code taskset}; does nothing
 * where there is none.
 */
final class OneProcessor implements AutoCloseable {

	private static final String STATUS = "Cpus_allowed_list:";

	/** Those that this process was given, as in {@code 0-3,8}; empty if nothing tells. */
	private static final String ALL = allowed();

	private static final String FIRST = ALL.split("[-,]")[0];

	private OneProcessor() {
	}

	/**
	 * Confines both until closed.
	 * @param server the server's process
	 */
	static OneProcessor shareWith(long server) {
		confine(server, FIRST);
		confine(ProcessHandle.current().pid(), FIRST);
		return new OneProcessor();
	}

	/** This process may use all of them again: the next server inherits it. */
	@Override
	public void close() {
		confine(ProcessHandle.current().pid(), ALL);
	}

	private static String allowed() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
			return lines.filter((line) -> line.startsWith(STATUS))
				.map((line) -> line.substring(STATUS.length()).strip())
				.findFirst()
				.orElse("");
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static void confine(long process, String processors) {
		if (processors.isEmpty()) {
			return;
		}
		try {
			new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", processors, Long.toString(process))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			// There is no taskset.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
