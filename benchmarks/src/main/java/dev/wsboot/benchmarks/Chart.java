package dev.wsboot.benchmarks;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.wsboot.benchmarks.load.Load;

/**
 * Draws the results as an SVG image: a panel for each load, a bar for each server, the
 * shortest first.
 */
final class Chart {

	private static final int WIDTH = 760;

	private static final int LABEL = 260;

	private static final int BARS = 400;

	private static final int ROW = 20;

	private static final int HEAD = 44;

	private Chart() {
	}

	static String draw(List<Result> results) {
		Map<Load, List<Result>> panels = results.stream()
			.filter((result) -> !Double.isNaN(result.figure()))
			.collect(Collectors.groupingBy(Result::load, LinkedHashMap::new, Collectors.toList()));
		StringBuilder body = new StringBuilder();
		int y = 0;
		for (Map.Entry<Load, List<Result>> panel : panels.entrySet()) {
			y = drawPanel(body, y, panel.getKey(), panel.getValue());
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
				<style>
				text { font: 13px sans-serif; fill: #222 }
				.title { font-weight: bold }
				.ours { fill: #2f6fd0 }
				.floor { fill: #7a7a7a }
				.peer { fill: #c3c9d1 }
				</style>
				<rect width="100%%" height="100%%" fill="#fff"/>
				%3$s</svg>
				""".formatted(WIDTH, y + ROW, body);
	}

	private static int drawPanel(StringBuilder body, int top, Load load, List<Result> results) {
		String unit = (load.kind() == Load.Kind.IDLE) ? "bytes of heap per connection"
				: "CPU seconds per million " + load.kind().unit() + "s";
		append(body, "<text class=\"title\" x=\"10\" y=\"%d\">%s: %s</text>%n", top + 30, load.title(), unit);
		double longest = results.stream().mapToDouble(Result::figure).max().orElse(1);
		int y = top + HEAD;
		for (Result result : results.stream().sorted(Comparator.comparingDouble(Result::figure)).toList()) {
			double width = Math.max(1, BARS * Math.max(0, result.figure()) / longest);
			append(body, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LABEL - 8, y + 13,
					result.contender().title());
			append(body, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n", style(result), LABEL,
					y, width, ROW - 4);
			append(body, "<text x=\"%.1f\" y=\"%d\">%s</text>%n", LABEL + width + 6, y + 13,
					Report.number(result.figure()));
			y += ROW;
		}
		return y;
	}

	private static String style(Result result) {
		return result.contender().role().name().toLowerCase(Locale.ROOT);
	}

	private static void append(StringBuilder body, String format, Object... values) {
		body.append(String.format(Locale.ROOT, format, values));
	}

}
