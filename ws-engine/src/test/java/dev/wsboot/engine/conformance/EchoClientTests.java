package dev.wsboot.engine.conformance;

import java.util.List;

import dev.wsboot.engine.testing.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client for fuzzing servers, tried with one case of every section; the echo server
 * for fuzzing clients is what {@link ServerConformanceTests} tries with all of them.
 */
@Timeout(120)
class EchoClientTests {

	private static List<Case> cases() {
		return ConformanceSuite.groups()
			.stream()
			.flatMap((group) -> group.all().stream())
			.filter((it) -> it.id().endsWith(".2"))
			.toList();
	}

	@Test
	void clientRunsEveryCaseAndAsksForTheReport() throws Exception {
		List<Case> cases = cases();
		try (FuzzingServer fuzzer = new FuzzingServer(cases);
				EchoClient client = new EchoClient(fuzzer.uri(), "our client")) {
			assertThat(client.run()).isEqualTo(cases.size()).isGreaterThan(30);
			assertThat(fuzzer.failures()).isEmpty();
			assertThat(fuzzer.paths()).hasSize(cases.size() + 2)
				.startsWith("/getCaseCount", "/runCase?case=1&agent=our+client")
				.endsWith("/runCase?case=" + cases.size() + "&agent=our+client", "/updateReports?agent=our+client");
		}
	}

	@Test
	void fuzzingServerTellsWhatFails() throws Exception {
		Case demanding = new Case("1", "Echo of something else", null,
				(tester) -> tester.sends(Frame.text("one")).receives(Frame.text("other")));
		try (FuzzingServer fuzzer = new FuzzingServer(List.of(demanding));
				EchoClient client = new EchoClient(fuzzer.uri() + "/", "our client")) {
			assertThat(client.run()).isOne();
			assertThat(fuzzer.failures()).singleElement()
				.satisfies((failure) -> assertThat(failure).hasMessageContaining("but was Text of 3 bytes"));
		}
	}

}
