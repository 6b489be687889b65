package dev.wsboot.engine.internal.deflate;

import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ten thousand connections hold when each has exchanged messages.
 */
class RetainedMemoryTests {

	private static final int CONNECTIONS = 10_000;

	private static final byte[] MESSAGE = Samples.json(1, 1500);

	private final PerMessageDeflateOptions.Builder options = PerMessageDeflateOptions.builder().threshold(0);

	private List<Negotiated> connections(PerMessageDeflate server, PerMessageDeflate client) {
		List<Negotiated> connections = new ArrayList<>(CONNECTIONS);
		for (int i = 0; i < CONNECTIONS; i++) {
			connections.add(Negotiated.between(server, client));
		}
		return connections;
	}

	private static void exchange(Negotiated connection) {
		assertThat(Negotiated.decode(connection.server(), Negotiated.encode(connection.client(), MESSAGE)))
			.isEqualTo(MESSAGE);
		assertThat(Negotiated.decode(connection.client(), Negotiated.encode(connection.server(), MESSAGE)))
			.isEqualTo(MESSAGE);
	}

	private static void close(Negotiated connection) {
		connection.server().close();
		connection.client().close();
	}

	@Test
	void isNothingByDefault() {
		long lent = lent();
		PerMessageDeflate server = new PerMessageDeflate(this.options.build());
		List<Negotiated> connections = connections(server, new PerMessageDeflate(this.options.build()));
		connections.forEach(RetainedMemoryTests::exchange);
		assertThat(lent()).as("inflaters and deflaters in use").isEqualTo(lent);
		assertThat(server.retainedBytes()).isZero();
		assertThat(connections.stream().map(Negotiated::server).distinct()).as("codecs").hasSize(1);
		connections.forEach(RetainedMemoryTests::close);
	}

	@ParameterizedTest
	@CsvSource({ "15, 1", "15, 30", "10, 1", "8, 30" })
	void isAWindowForEachDirectionWithContextTakeover(int bits, int messages) {
		long lent = lent();
		this.options.serverContextTakeover(true)
			.clientContextTakeover(true)
			.serverMaxWindowBits(bits)
			.clientMaxWindowBits(bits)
			.memoryBudget(Long.MAX_VALUE);
		PerMessageDeflate server = new PerMessageDeflate(this.options.build());
		List<Negotiated> connections = connections(server, new PerMessageDeflate(this.options.build()));
		int exchanging = CONNECTIONS / messages;
		for (int i = 0; i < messages; i++) {
			connections.subList(0, exchanging).forEach(RetainedMemoryTests::exchange);
		}
		assertThat(lent()).as("inflaters and deflaters in use").isEqualTo(lent);
		assertThat(connections.stream().map(Negotiated::server).distinct()).as("codecs").hasSize(CONNECTIONS);
		int known = Math.min(MESSAGE.length * messages, 1 << bits);
		assertThat(server.retainedBytes() / exchanging).isBetween(2L * known, Math.min(4L * known, 2L << bits));
		connections.forEach(RetainedMemoryTests::close);
		assertThat(server.retainedBytes()).isZero();
	}

	@Test
	void staysWithinTheBudget() {
		int budget = 1024 * 1024;
		this.options.serverContextTakeover(true).clientContextTakeover(true).memoryBudget(budget);
		PerMessageDeflate server = new PerMessageDeflate(this.options.build());
		PerMessageDeflate client = new PerMessageDeflate(this.options.memoryBudget(Long.MAX_VALUE).build());
		List<Negotiated> connections = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			Negotiated connection = Negotiated.between(server, client);
			exchange(connection);
			connections.add(connection);
		}
		// The last to be let in may exceed it by its own two windows.
		assertThat(server.retainedBytes()).isBetween(budget - 65_536L, budget + 65_536L);
		assertThat(connections.get(CONNECTIONS - 1).answer().toString()).contains("client_no_context_takeover");
		connections.forEach(RetainedMemoryTests::exchange);
		assertThat(server.retainedBytes()).as("those that were let in").isLessThan(2L * budget + 65_536L);
		connections.forEach(RetainedMemoryTests::close);
		assertThat(server.retainedBytes()).isZero();
	}

	private static long lent() {
		return PerMessageDeflate.INFLATERS.lent() + PerMessageDeflate.DEFLATERS.lent();
	}

}
