package dev.wsboot.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.Loads;
import dev.wsboot.benchmarks.load.Timing;

/**
 * The arguments of the command.
 *
 * @param contenders servers to measure
 * @param loads loads to put on each
 * @param timing how long each run takes
 * @param rounds how often everything is repeated; the median counts
 * @param directory where the report and the servers' logs go
 */
record CommandLine(List<Contender> contenders, List<Load> loads, Timing timing, int rounds, Path directory) {

	private static final String DEFAULT_LOADS = "echo-64,echo-64x16,echo-16k";

	/**
	 * Reads the arguments.
	 * @throws IllegalArgumentException if one is unknown; the message says which there
	 * are
	 */
	static CommandLine parse(String[] arguments) {
		List<Contender> contenders = Contenders.all();
		List<Load> loads = select(DEFAULT_LOADS, Loads.all(), Load::name);
		int warmup = 4;
		int seconds = 4;
		int rounds = 1;
		Path directory = Path.of("target", "benchmarks");
		Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
		while (!rest.isEmpty()) {
			String option = rest.pop();
			if (rest.isEmpty()) {
				throw new IllegalArgumentException("'" + option + "' needs a value");
			}
			String value = rest.pop();
			switch (option) {
				case "--servers" -> contenders = select(value, Contenders.all(), Contender::name);
				case "--loads" -> loads = select(value, Loads.all(), Load::name);
				case "--warmup" -> warmup = Integer.parseInt(value);
				case "--seconds" -> seconds = Integer.parseInt(value);
				case "--rounds" -> rounds = Integer.parseInt(value);
				case "--directory" -> directory = Path.of(value);
				default -> throw new IllegalArgumentException("unknown option '" + option
						+ "'; there are --servers, --loads, --warmup, --seconds, --rounds, --directory");
			}
		}
		Timing timing = new Timing(Duration.ofSeconds(warmup), Duration.ofSeconds(seconds));
		return new CommandLine(contenders, loads, timing, rounds, directory);
	}

	private static <T> List<T> select(String names, List<T> all, Function<T, String> name) {
		if (names.equals("all")) {
			return all;
		}
		List<T> selected = new ArrayList<>();
		for (String wanted : names.split(",")) {
			selected.add(all.stream()
				.filter((one) -> name.apply(one).equals(wanted))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("unknown '" + wanted + "'; there are all, "
						+ String.join(", ", all.stream().map(name).toList()))));
		}
		return selected;
	}

}
