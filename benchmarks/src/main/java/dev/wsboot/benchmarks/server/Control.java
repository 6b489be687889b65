package dev.wsboot.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The server's end of the pipe to the process that measures it. Lines on standard output
 * that start with {@link #PREFIX} are answers, all others are logging.
 */
public final class Control {

	/** What an answer starts with. */
	public static final String PREFIX = "measured: ";

	private static final int COLLECTIONS = 3;

	private static final int PLATFORM_THREADS = 200;

	private Control() {
	}

	/**
	 * Says that the server listens, and obeys from now on: {@code heap} is answered with
	 * the bytes in use after a garbage collection; the end of the input ends the process,
	 * so that no server outlives the measuring process.
	 * @param port where it listens
	 */
	static void listening(int port) {
		answer(port);
		// Not a daemon: it keeps the process of a server that has daemons only.
		new Thread(Control::obey, "control").start();
	}

	/**
	 * Where the handlers of event-driven servers block: on virtual threads where the JVM
	 * has them, else on as many platform threads as Tomcat has by default.
	 * @return a new executor
	 */
	static ExecutorService blockingExecutor() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			return Executors.newFixedThreadPool(PLATFORM_THREADS);
		}
	}

	/**
	 * What {@code /blocking} does before it answers.
	 */
	static void block() {
		try {
			Thread.sleep(5);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void obey() {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try {
			while (in.readLine() != null) {
				for (int i = 0; i < COLLECTIONS; i++) {
					System.gc();
				}
				answer(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
			}
		}
		catch (IOException ex) {
			System.err.println("lost the measuring process: " + ex);
		}
		Runtime.getRuntime().halt(0);
	}

	private static void answer(long value) {
		System.out.println(PREFIX + value);
	}

}
