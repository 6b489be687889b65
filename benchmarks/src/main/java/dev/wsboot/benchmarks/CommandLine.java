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
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command.
 *
 * @param contenders servers to measure
 * @param loads loads to put on each
 * @param timing how long each run takes
 * @param rounds how often everything is repeated; the median counts
 * @param directory where the report and the servers' logs go
 * @param publish directory of the page {@code performance.md} that the figures are to be
 * put into, null for none
 */
record CommandLine(List<Contender> contenders, List<Load> loads, Timing timing, int rounds, Path directory,
		@Nullable Path publish) {

	private static final String QUICK = "--quick";

	private static final Map<String, String> DEFAULTS = Map.of("--servers", "all", "--loads", "all", "--warmup", "2",
			"--seconds", "2", "--rounds", "1", "--directory", "target/benchmarks", "--publish", "");

	/** What {@value #QUICK} stands for, unless the arguments say otherwise. */
	private static final Map<String, String> QUICK_DEFAULTS = Map.of("--servers",
			"floor,wsboot-inline,wsboot,spring,netty", "--loads", "echo-64,echo-64x16,echo-16k,broadcast-64",
			"--warmup", "1", "--seconds", "1");

	/**
	 * Reads the arguments.
	 * @throws IllegalArgumentException if one is unknown; the message says which there
	 * are
	 */
	static CommandLine parse(String... arguments) {
		Map<String, String> options = new HashMap<>(DEFAULTS);
		if (List.of(arguments).contains(QUICK)) {
			options.putAll(QUICK_DEFAULTS);
		}
		for (int i = 0; i < arguments.length; i++) {
			if (arguments[i].equals(QUICK)) {
				continue;
			}
			if (!DEFAULTS.containsKey(arguments[i]) || i + 1 == arguments.length) {
				throw new IllegalArgumentException("'" + arguments[i] + "' is not an option with a value; there are "
						+ QUICK + " and, with one, " + String.join(", ", new TreeSet<>(DEFAULTS.keySet())));
			}
			options.put(arguments[i], arguments[++i]);
		}
		Path directory = Path.of(options.getOrDefault("--directory", ""));
		String publish = options.getOrDefault("--publish", "");
		return new CommandLine(
				select(options.getOrDefault("--servers", ""), Contenders.all(directory), Contender::name),
				select(options.getOrDefault("--loads", ""), Loads.all(), Load::name),
				new Timing(Duration.ofSeconds(number(options, "--warmup", 0)),
						Duration.ofSeconds(number(options, "--seconds", 1))),
				number(options, "--rounds", 1), directory, publish.isEmpty() ? null : Path.of(publish));
	}

	private static int number(Map<String, String> options, String name, int least) {
		String value = options.getOrDefault(name, "");
		try {
			int number = Integer.parseInt(value);
			if (number >= least) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, as is one that is too small.
		}
		throw new IllegalArgumentException("'" + name + "' must be a number from " + least + ", not '" + value + "'");
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
