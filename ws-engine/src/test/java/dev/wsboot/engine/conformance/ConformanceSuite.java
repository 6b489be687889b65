package dev.wsboot.engine.conformance;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * What RFC 6455 and RFC 7692 demand of every endpoint, whoever it is. A test class hands
 * out {@link #against} as its factory of tests.
 */
public final class ConformanceSuite {

	private static final int AT_A_TIME = 3;

	private ConformanceSuite() {
	}

	/** All groups. */
	static List<Cases> groups() {
		return Stream
			.<Supplier<Cases>>of(FramingCases::all, PingCases::all, ReservedBitCases::all, OpcodeCases::all,
					FragmentationCases::all, Utf8Cases::all, CloseCases::all, LimitCases::all, FragmentSizeCases::all,
					CompressedMessageCases::all, CompressionParameterCases::all)
			.map(Supplier::get)
			.toList();
	}

	/** How many cases there are. */
	public static int size() {
		return groups().stream().mapToInt((group) -> group.all().size()).sum();
	}

	/**
	 * A test for each case. They run a few at a time, and are told in order.
	 * @param subject what is tested
	 */
	public static Stream<DynamicContainer> against(Subject subject) {
		return against(subject, false);
	}

	/**
	 * A test for each case, in which what is sent is also cut at every place, as far as
	 * it is short.
	 * @param subject what is tested
	 */
	static Stream<DynamicContainer> cutEverywhere(Subject subject) {
		return against(subject, true);
	}

	private static Stream<DynamicContainer> against(Subject subject, boolean cutEverywhere) {
		ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, (task) -> {
			Thread thread = new Thread(task, "tester");
			thread.setDaemon(true);
			return thread;
		});
		List<DynamicContainer> tests = groups().stream()
			.map((group) -> DynamicContainer.dynamicContainer(group.title(),
					group.all().stream().map((it) -> test(it, subject, cutEverywhere, threads)).toList()))
			.toList();
		threads.shutdown();
		return tests.stream();
	}

	private static DynamicTest test(Case it, Subject subject, boolean cutEverywhere, ExecutorService threads) {
		Future<?> result = threads.submit(() -> {
			it.run(subject, cutEverywhere);
			return null;
		});
		return DynamicTest.dynamicTest(it.toString(), () -> {
			try {
				result.get(120, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				throw ex.getCause();
			}
		});
	}

}
