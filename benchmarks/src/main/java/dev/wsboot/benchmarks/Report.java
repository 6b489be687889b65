package dev.wsboot.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import dev.wsboot.benchmarks.Contender.Role;
import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.Load.Kind;
import dev.wsboot.benchmarks.load.Sample;

/**
 * All results as Markdown: a table of all loads, then one table of all servers for each
 * load.
 */
final class Report {

	private static final String FLOOR = "floor";

	private static final String NOTHING = "–";

	private final CommandLine commandLine;

	private final List<Result> results;

	Report(CommandLine commandLine, List<Result> results) {
		this.commandLine = commandLine;
		this.results = results;
	}

	/**
	 * One result on one line, for the console.
	 */
	static String line(Result result) {
		return "%-44s %s".formatted(result.contender().title(),
				(result.failure() != null) ? "failed: " + result.failure() : String.join(" | ", cells(result)));
	}

	String toMarkdown() {
		StringBuilder page = new StringBuilder();
		page.append("Servers on JDK ").append(Runtime.version().feature()).append(", ");
		page.append(Runtime.getRuntime().availableProcessors()).append(" processors, ");
		page.append(System.getProperty("os.name")).append(' ').append(System.getProperty("os.arch")).append(". ");
		page.append("Each figure: ")
			.append(this.commandLine.timing().measured().toSeconds())
			.append(" CPU seconds after ");
		page.append(this.commandLine.timing().warmup().toSeconds()).append(" of warm-up, ");
		page.append("median of ").append(this.commandLine.rounds()).append(".\n\n");
		appendSummary(page);
		for (Load load : this.commandLine.loads()) {
			appendLoad(page, load);
		}
		return page.toString();
	}

	private void appendSummary(StringBuilder page) {
		List<Contender> columns = this.commandLine.contenders()
			.stream()
			.filter((contender) -> contender.role() != Role.PEER)
			.toList();
		page.append("CPU seconds of the server's process per million, and in brackets the ratio to the floor; ");
		page.append("for idle connections bytes of heap for each.\n\n| load |");
		columns.forEach((contender) -> page.append(' ').append(name(contender)).append(" |"));
		page.append(" best of the others |\n|---|").append("---:|".repeat(columns.size() + 1)).append('\n');
		for (Load load : this.commandLine.loads()) {
			page.append("| ").append(load.title()).append(" |");
			for (Contender contender : columns) {
				page.append(' ').append(find(contender.name(), load).map(this::summary).orElse(NOTHING)).append(" |");
			}
			page.append(' ').append(bestPeer(load)).append(" |\n");
		}
	}

	private String bestPeer(Load load) {
		return this.results.stream()
			.filter((result) -> result.load().equals(load) && result.contender().role() == Role.PEER)
			.filter((result) -> !Double.isNaN(result.figure()))
			.min(Comparator.comparingDouble(Result::figure))
			.map((result) -> result.contender().title() + ": " + summary(result))
			.orElse(NOTHING);
	}

	private String summary(Result result) {
		if (result.failure() != null) {
			return "fails";
		}
		String ratio = ratio(result);
		return number(result.figure()) + (ratio.equals(NOTHING) ? "" : " (" + ratio + ")");
	}

	private void appendLoad(StringBuilder page, Load load) {
		page.append("\n### ").append(load.title()).append("\n\n| server |");
		page.append((load.kind() == Kind.IDLE) ? " heap per connection, B | process per connection, B |"
				: " CPU s per million | " + load.kind().unit() + "s/s | p50 µs | p99 µs | p99.9 µs |");
		page.append(" process, MB | × floor | target |\n|---|");
		page.append("---:|".repeat((load.kind() == Kind.IDLE) ? 4 : 7)).append("---|\n");
		for (Contender contender : this.commandLine.contenders()) {
			find(contender.name(), load).ifPresent((result) -> {
				page.append("| ").append(name(contender)).append(" | ");
				if (result.failure() != null) {
					page.append("fails: ").append(result.failure()).append(" |");
				}
				else {
					page.append(String.join(" | ", cells(result))).append(" | ").append(ratio(result)).append(" | ");
					page.append(Targets.judge(result, this.results)).append(" |");
				}
				page.append('\n');
			});
		}
	}

	private static List<String> cells(Result result) {
		Sample sample = Objects.requireNonNull(result.sample());
		String process = number(result.resident() / 1e6);
		if (result.load().kind() == Kind.IDLE) {
			return List.of(number(sample.heapPerConnection()), number(sample.residentPerConnection()), process);
		}
		return List.of(number(sample.cpuPerMillion()), number(sample.perSecond()), number(sample.p50()),
				number(sample.p99()), number(sample.p999()), process);
	}

	private String ratio(Result result) {
		return find(FLOOR, result.load()).map((floor) -> result.figure() / floor.figure())
			.filter((ratio) -> !ratio.isNaN())
			.map((ratio) -> String.format(Locale.ROOT, "%.2f", ratio))
			.orElse(NOTHING);
	}

	private Optional<Result> find(String contender, Load load) {
		return this.results.stream()
			.filter((result) -> result.load().equals(load) && result.contender().name().equals(contender))
			.findFirst();
	}

	private static String name(Contender contender) {
		return (contender.role() == Role.OURS) ? "**" + contender.title() + "**" : contender.title();
	}

	/** Three digits that count, none of them lost. */
	static String number(double value) {
		if (Double.isNaN(value)) {
			return NOTHING;
		}
		double size = Math.abs(value);
		return String.format(Locale.ROOT, (size < 1) ? "%.3f" : (size < 10) ? "%.2f" : (size < 100) ? "%.1f" : "%,.0f",
				value);
	}

}
