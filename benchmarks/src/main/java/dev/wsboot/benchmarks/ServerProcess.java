package dev.wsboot.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.benchmarks.load.LoadException;
import dev.wsboot.benchmarks.load.Subject;
import dev.wsboot.benchmarks.server.Control;

/**
 * A server that runs in a process of its own. It ends when its standard input does, so it
 * cannot outlive this process.
 */
final class ServerProcess implements Subject, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Process process;

	private final Writer commands;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final int port;

	private ServerProcess(Process process, Path log) {
		this.process = process;
		this.commands = process.outputWriter(StandardCharsets.UTF_8);
		Thread thread = new Thread(() -> readOutput(log), "output of " + process.pid());
		thread.setDaemon(true);
		thread.start();
		this.port = (int) answer();
	}

	/**
	 * Starts a server and waits until it listens.
	 * @param log takes what it prints
	 */
	static ServerProcess start(List<String> command, Path log) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			return new ServerProcess(process, log);
		}
		catch (RuntimeException ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	long pid() {
		return this.process.pid();
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public long cpuNanos() {
		return this.process.info()
			.totalCpuDuration()
			.orElseThrow(() -> new LoadException("ended, or the operating system hides its CPU time"))
			.toNanos();
	}

	@Override
	public long heapBytes() {
		try {
			this.commands.write("heap\n");
			this.commands.flush();
		}
		catch (IOException ex) {
			throw new LoadException("ended");
		}
		return answer();
	}

	@Override
	public double residentBytes() {
		Path status = Path.of("/proc", Long.toString(this.process.pid()), "status");
		if (!Files.exists(status)) {
			return Double.NaN;
		}
		try (BufferedReader lines = Files.newBufferedReader(status)) {
			Optional<String> line = lines.lines().filter((one) -> one.startsWith("VmRSS:")).findFirst();
			return line.map((one) -> Double.parseDouble(one.replaceAll("\\D", "")) * 1024).orElse(Double.NaN);
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	/**
	 * Ends the process, whatever it does.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private long answer() {
		try {
			String line = this.answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (line == null || line.isEmpty()) {
				throw new LoadException((line != null) ? "ended" : "does not answer");
			}
			return Long.parseLong(line);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LoadException("interrupted");
		}
	}

	private void readOutput(Path log) {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8);
				Writer writer = Files.newBufferedWriter(log)) {
			String line = output.readLine();
			while (line != null) {
				if (line.startsWith(Control.PREFIX)) {
					this.answers.add(line.substring(Control.PREFIX.length()));
				}
				writer.write(line + "\n");
				line = output.readLine();
			}
		}
		catch (IOException ex) {
			// The process was ended while this thread read.
		}
		finally {
			this.answers.add("");
		}
	}

}
