package dev.wsboot.benchmarks;

import java.util.List;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.Sample;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReportTests {

	private final CommandLine line = CommandLine.parse("--servers", "floor,wsboot,wsboot-inline,spring,netty",
			"--loads", "echo-64,idle");

	private final Load echo = this.line.loads().get(0);

	private final Load idle = this.line.loads().get(1);

	private final List<Result> results = List.of(messages("floor", 4), messages("wsboot", 5.2),
			messages("wsboot-inline", 4.8), messages("spring", 10),
			Result.failed(contender("netty"), this.echo, "ended"), memory("wsboot", 3000), memory("spring", 70_000));

	@Nested
	class Tables {

		private final String report = new Report(ReportTests.this.line, ReportTests.this.results).toMarkdown();

		@Test
		void givesTheRatioToTheFloorOfTheSameRun() {
			assertThat(this.report).contains("| 5.20 | 1,000 | 10.0 | 20.0 | 30.0 | 50.0 | 1.30 |");
		}

		@Test
		void givesNoRatioWhereTheFloorDoesNotTakePart() {
			assertThat(this.report).contains("| 3,000 | 4,000 | 50.0 | – | ≤ 4096 B ✓; < spring: 0.04 ✓ |");
		}

		@Test
		void namesTheBestOfTheOthers() {
			assertThat(this.report).contains("| Spring WebSocket on Tomcat: 10.0 (2.50) |")
				.contains("| Spring WebSocket on Tomcat: 70,000 |");
		}

		@Test
		void saysWhatFailedAndWhy() {
			assertThat(this.report).contains("| Netty 4.2 | fails: ended |");
		}

		@Test
		void hasATableForEveryLoad() {
			assertThat(this.report).contains("### " + ReportTests.this.echo.title(),
					"### " + ReportTests.this.idle.title());
		}

		@Test
		void everyWholeRowHasAsManyCellsAsItsHead() {
			String[] lines = this.report.split("\n");
			int head = 0;
			for (int i = 0; i < lines.length; i++) {
				if (i + 1 < lines.length && lines[i + 1].startsWith("|---")) {
					head = cells(lines[i]);
				}
				if (lines[i].startsWith("|") && !lines[i].contains("fails: ")) {
					assertThat(cells(lines[i])).as(lines[i]).isEqualTo(head);
				}
			}
			assertThat(head).isPositive();
		}

		private static int cells(String row) {
			return row.split("\\|", -1).length;
		}

	}

	@Nested
	class TargetsOfARun {

		@Test
		void areJudgedByRatiosWithinTheRun() {
			assertThat(judge("wsboot")).isEqualTo("≤ 1.5 × floor: 1.30 ✓; ≤ 0.55 × spring: 0.52 ✓; < spring: 0.52 ✓");
			assertThat(judge("wsboot-inline")).isEqualTo("≤ 1.15 × floor: 1.20 ✗; < spring: 0.48 ✓");
		}

		@Test
		void compareManyConnectionsToFewOfTheSameServer() {
			Load many = CommandLine.parse("--loads", "echo-64-10000").loads().get(0);
			Result few = ReportTests.this.results.get(1);
			Result result = Result.of(few.contender(), many, sample(5.46), 50e6);
			assertThat(Targets.judge(result, List.of(few, result))).isEqualTo("≤ 1.1 × echo-64: 1.05 ✓");
		}

		@Test
		void areLeftOutWithoutTheirReference() {
			List<Result> alone = ReportTests.this.results.subList(1, 2);
			assertThat(Targets.judge(alone.get(0), alone)).isEmpty();
		}

		private String judge(String server) {
			return ReportTests.this.results.stream()
				.filter((result) -> result.contender().name().equals(server))
				.findFirst()
				.map((result) -> Targets.judge(result, ReportTests.this.results))
				.orElseThrow();
		}

	}

	@Nested
	class Numbers {

		@Test
		void keepThreeDigits() {
			assertThat(List.of(0.3804, 5.678, 12.34, 1234.5, 6_543_210.0)).map(Report::number)
				.containsExactly("0.380", "5.68", "12.3", "1,235", "6,543,210");
			assertThat(Report.number(Double.NaN)).isEqualTo("–");
		}

	}

	@Nested
	class ChartOfARun {

		private final String chart = Chart.draw(ReportTests.this.results);

		@Test
		void hasTheShortestBarFirst() {
			assertThat(this.chart).containsSubsequence("a bare NIO loop", "inline route", "default route", "Spring");
		}

		@Test
		void leavesOutWhatFailed() {
			assertThat(this.chart).doesNotContain("Netty");
		}

	}

	@Nested
	class PageOfTheDocumentation {

		@Test
		void getsFiguresBetweenItsMarks() {
			String page = "before\n" + Page.BEGIN + "\nold\n" + Page.END + "\nafter\n";
			String filled = Page.fill(page, "new\n");
			assertThat(filled).startsWith("before\n").endsWith("\nafter\n").contains("new").doesNotContain("old");
			assertThat(Page.fill(filled, "new\n")).isEqualTo(filled);
		}

		@Test
		void isRefusedWithoutMarks() {
			assertThatIllegalArgumentException().isThrownBy(() -> Page.fill("text", "new"))
				.withMessageContaining(Page.END);
		}

	}

	private Result messages(String server, double cpu) {
		return Result.of(contender(server), this.echo, sample(cpu), 50e6);
	}

	private static Sample sample(double cpu) {
		return new Sample(1000, cpu, 10, 20, 30, Double.NaN, Double.NaN);
	}

	private Result memory(String server, double heap) {
		Sample sample = new Sample(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, heap, 4000);
		return Result.of(contender(server), this.idle, sample, 50e6);
	}

	private Contender contender(String name) {
		return this.line.contenders().stream().filter((one) -> one.name().equals(name)).findFirst().orElseThrow();
	}

}
