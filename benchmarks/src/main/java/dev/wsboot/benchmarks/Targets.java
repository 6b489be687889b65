package dev.wsboot.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.wsboot.benchmarks.Contender.Role;

/**
 * What our servers are to reach, as ratios to the other servers of the same run.
 */
final class Targets {

	private static final String INLINE = "wsboot-inline";

	private static final String DEFAULT = "wsboot";

	private static final String STANDALONE = "wsboot-server";

	private static final List<Target> ALL = List.of(new Target("echo-64", INLINE, 1.15, "floor"),
			new Target("echo-64", DEFAULT, 1.5, "floor"), new Target("echo-64", DEFAULT, 0.55, "spring"),
			new Target("echo-64x16", INLINE, 1.6, "floor"), new Target("echo-64x16", DEFAULT, 2.2, "floor"),
			new Target("echo-64x16", DEFAULT, 0.15, "spring"), new Target("echo-16k", INLINE, 1.5, "floor"),
			new Target("echo-16k", DEFAULT, 2.2, "floor"), new Target("echo-16k", DEFAULT, 0.2, "spring"),
			new Target("single", INLINE, 1.2, "floor", Targets::median),
			new Target("single", DEFAULT, 2, "floor", Targets::median),
			new Target("broadcast-64", INLINE, 0.65, "spring"), new Target("broadcast-64", INLINE, 1, "netty"),
			new Target("broadcast-64x16", INLINE, 0.1, "netty"), new Target("broadcast-64x16", INLINE, 0.1, "node-ws"),
			new Target("deflate-1k", INLINE, 0.5, "jetty"), new Target("deflate-16k", INLINE, 0.5, "jetty"),
			new Target("churn", INLINE, 1, "spring"), new Target("churn", DEFAULT, 1, "spring"),
			Target.scales("echo-64-10000", INLINE), Target.scales("echo-64-10000", DEFAULT),
			Target.scales("echo-64-10000", STANDALONE), new Target("idle", INLINE, 4096),
			new Target("idle", DEFAULT, 4096), new Target("idle", STANDALONE, 1536));

	private Targets() {
	}

	/**
	 * What became of the targets of one result.
	 * @param result what to judge
	 * @param all all results of the run
	 * @return text for the report, empty if it has no target that this run can judge
	 */
	static String judge(Result result, List<Result> all) {
		StringBuilder text = new StringBuilder();
		for (Target target : ALL) {
			if (target.load().equals(result.load().name()) && target.server().equals(result.contender().name())) {
				String verdict = target.verdict(result, all);
				text.append((text.isEmpty() || verdict.isEmpty()) ? "" : "; ").append(verdict);
			}
		}
		String peers = besidePeers(result, all);
		return text + ((text.isEmpty() || peers.isEmpty()) ? "" : "; ") + peers;
	}

	/** Ours are to be ahead of every peer under every load. */
	private static String besidePeers(Result result, List<Result> all) {
		if (result.contender().role() != Role.OURS) {
			return "";
		}
		return all.stream()
			.filter((one) -> one.load().equals(result.load()) && one.contender().role() == Role.PEER)
			.filter((one) -> !Double.isNaN(one.figure()))
			.min(Comparator.comparingDouble(Result::figure))
			.map((best) -> "< %s: %s".formatted(best.contender().name(), verdict(result.figure() / best.figure(), 1)))
			.orElse("");
	}

	private static String verdict(double ratio, double limit) {
		return String.format(Locale.ROOT, "%.2f %s", ratio, (ratio <= limit) ? "✓" : "✗");
	}

	private static double median(Result result) {
		return (result.sample() != null) ? result.sample().p50() : Double.NaN;
	}

	/**
	 * The limit of a figure: an amount, or a factor of what the reference has under its
	 * own load.
	 */
	private record Target(String load, String server, double limit, String reference, String referenceLoad,
			ToDoubleFunction<Result> figure) {

		Target(String load, String server, double factor, String reference) {
			this(load, server, factor, reference, load, Result::figure);
		}

		Target(String load, String server, double factor, String reference, ToDoubleFunction<Result> figure) {
			this(load, server, factor, reference, load, figure);
		}

		Target(String load, String server, double amount) {
			this(load, server, amount, "", "", Result::figure);
		}

		/** How much more connections may cost than few. */
		static Target scales(String load, String server) {
			return new Target(load, server, 1.1, server, "echo-64", Result::figure);
		}

		String verdict(Result result, List<Result> all) {
			double value = this.figure.applyAsDouble(result);
			if (this.reference.isEmpty()) {
				return String.format(Locale.ROOT, "≤ %.0f B %s", this.limit, (value <= this.limit) ? "✓" : "✗");
			}
			return all.stream()
				.filter((one) -> one.load().name().equals(this.referenceLoad)
						&& one.contender().name().equals(this.reference))
				.map((one) -> value / this.figure.applyAsDouble(one))
				.filter((ratio) -> !ratio.isNaN())
				.findFirst()
				.map((ratio) -> "≤ " + number(this.limit) + " × " + name() + ": " + Targets.verdict(ratio, this.limit))
				.orElse("");
		}

		private String name() {
			return this.referenceLoad.equals(this.load) ? this.reference : this.referenceLoad;
		}

		private static String number(double value) {
			return (value == Math.rint(value)) ? Long.toString((long) value) : Double.toString(value);
		}

	}

}
