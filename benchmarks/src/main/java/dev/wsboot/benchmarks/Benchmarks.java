package dev.wsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.LoadException;
import dev.wsboot.benchmarks.load.LoadGenerator;
import dev.wsboot.benchmarks.load.Sample;
import dev.wsboot.benchmarks.load.Timing;
import dev.wsboot.benchmarks.server.ServerSettings;

/**
 * The command: puts every load on every server, each time in a new process, and reports.
 * All servers take one load before the next load begins, so that what is compared was
 * measured close together.
 */
public final class Benchmarks {

	/** What a run may take before its server is ended, as a multiple of its times. */
	private static final int PATIENCE = 8;

	/** And beyond that, to open the connections. */
	private static final long GRACE_SECONDS = 60;

	private final CommandLine commandLine;

	private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "watchdog");
		thread.setDaemon(true);
		return thread;
	});

	private Benchmarks(CommandLine commandLine) {
		this.commandLine = commandLine;
	}

	/**
	 * Measures.
	 * @param arguments see the module's README
	 * @throws IOException if the report cannot be written
	 */
	public static void main(String[] arguments) throws IOException {
		CommandLine commandLine;
		try {
			commandLine = CommandLine.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
			return;
		}
		new Benchmarks(commandLine).run();
	}

	private void run() throws IOException {
		Path directory = Files.createDirectories(this.commandLine.directory());
		List<Result> results = new ArrayList<>();
		for (Load load : this.commandLine.loads()) {
			System.out.println("\n" + load.title());
			List<List<Result>> rounds = new ArrayList<>();
			for (int round = 0; round < this.commandLine.rounds(); round++) {
				rounds.add(round(load));
			}
			for (int i = 0; i < rounds.get(0).size(); i++) {
				int index = i;
				results.add(median(rounds.stream().map((round) -> round.get(index)).toList()));
			}
		}
		String report = new Report(this.commandLine, results).toMarkdown();
		String chart = Chart.draw(results);
		System.out.println("\n" + report);
		Files.writeString(directory.resolve("performance.md"), report);
		Files.writeString(directory.resolve("performance.svg"), chart);
		if (this.commandLine.publish() != null) {
			Page.publish(this.commandLine.publish(), report, chart);
		}
		System.out.println("Written to " + directory.toAbsolutePath());
	}

	private List<Result> round(Load load) throws IOException {
		List<Result> results = new ArrayList<>();
		for (Contender contender : this.commandLine.contenders()) {
			if (contender.takes(load)) {
				Result result = measure(contender, load);
				System.out.println("  " + Report.line(result));
				results.add(result);
			}
		}
		return results;
	}

	private Result measure(Contender contender, Load load) throws IOException {
		ServerSettings settings = new ServerSettings(load.compressed(), load.size(), load.blocking());
		Path log = this.commandLine.directory().resolve(contender.name() + "-" + load.name() + ".log");
		try (ServerProcess server = ServerProcess.start(contender.launcher().command(settings), log)) {
			Timing timing = this.commandLine.timing().of(load);
			long limit = PATIENCE * timing.warmup().plus(timing.measured()).toSeconds() + GRACE_SECONDS;
			ScheduledFuture<?> end = this.watchdog.schedule(server::close, limit, TimeUnit.SECONDS);
			Sample sample = run(load, server, timing);
			end.cancel(false);
			return Result.of(contender, load, sample, server.residentBytes());
		}
		catch (LoadException ex) {
			return Result.failed(contender, load, String.valueOf(ex.getMessage()));
		}
	}

	private static Sample run(Load load, ServerProcess server, Timing timing) {
		if (load.connections() > 1) {
			return LoadGenerator.run(load, server, timing);
		}
		try (OneProcessor shared = OneProcessor.shareWith(server.pid())) {
			return LoadGenerator.run(load, server, timing);
		}
	}

	private static Result median(List<Result> rounds) {
		List<Result> sorted = rounds.stream().sorted(Comparator.comparingDouble(Result::figure)).toList();
		long measured = sorted.stream().filter((result) -> result.failure() == null).count();
		return sorted.get((int) Math.max(0, (measured - 1) / 2));
	}

}
