package dev.wsboot.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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

	private static final Map<String, String> DEFAULTS = Map.of("--servers", "all", "--loads",
			"echo-64,echo-64x16,echo-16k", "--warmup", "4", "--seconds", "4", "--rounds", "1", "--directory",
			"target/benchmarks");

	/**
	 * Reads the arguments.
	 * @throws IllegalArgumentException if one is unknown; the message says which there
	 * are
	 */
	static CommandLine parse(String[] arguments) {
		Map<String, String> options = new HashMap<>(DEFAULTS);
		for (int i = 0; i < arguments.length; i += 2) {
			if (!DEFAULTS.containsKey(arguments[i]) || i + 1 == arguments.length) {
				throw new IllegalArgumentException("'" + arguments[i] + "' is not an option with a value; there are "
						+ String.join(", ", new TreeSet<>(DEFAULTS.keySet())));
			}
			options.put(arguments[i], arguments[i + 1]);
		}
		Path directory = Path.of(options.getOrDefault("--directory", ""));
		return new CommandLine(
				select(options.getOrDefault("--servers", ""), Contenders.all(directory), Contender::name),
				select(options.getOrDefault("--loads", ""), Loads.all(), Load::name),
				new Timing(Duration.ofSeconds(number(options, "--warmup")),
						Duration.ofSeconds(number(options, "--seconds"))),
				number(options, "--rounds"), directory);
	}

	private static int number(Map<String, String> options, String name) {
		String value = options.getOrDefault(name, "");
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + name + "' must be a number, not '" + value + "'", ex);
		}
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
