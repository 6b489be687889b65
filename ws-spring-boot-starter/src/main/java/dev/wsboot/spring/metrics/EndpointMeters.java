package dev.wsboot.spring.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.spring.metrics.WsMeters.Key;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one route or client in one registry, all of them views of its ledger.
 * Those of a close code or of a reason are registered when it first occurs. Thread-safe.
 */
final class EndpointMeters {

	private static final int[] OPCODES = { Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING,
			Opcode.PONG };

	private final MeterSet meters;

	private final WsLedger ledger;

	private final Side side;

	private final Tags tags;

	private final Collection<WsConnection> connections;

	private final List<Runnable> listeners;

	private EndpointMeters(MeterSet meters, Side side, Tags tags, WsLedger ledger,
			Collection<WsConnection> connections) {
		this.meters = meters;
		this.side = side;
		this.tags = tags;
		this.ledger = ledger;
		this.connections = connections;
		meters.gauge(WsMeters.ACTIVE, side, tags, this.ledger, WsLedger::active);
		// A registry does not keep a gauge's source, and nobody else the view.
		meters.gauge(WsMeters.BUFFERED, side, tags, this, EndpointMeters::buffered);
		meters.counter(WsMeters.OPENED, side, tags, this.ledger, WsLedger::openedCount);
		// Count and sum from the ledger, no histogram: a timer that records by itself
		// would not know of what was closed before it was bound, and so disagree.
		meters.timer(WsMeters.DURATION, side, tags, this.ledger, WsLedger::closedCount, WsLedger::closedNanos);
		for (int opcode : OPCODES) {
			traffic(WsMeters.FRAMES, "in", opcode, (counts) -> counts.framesReceived(opcode));
			traffic(WsMeters.FRAMES, "out", opcode, (counts) -> counts.framesSent(opcode));
			traffic(WsMeters.BYTES, "in", opcode, (counts) -> counts.bytesReceived(opcode));
			traffic(WsMeters.BYTES, "out", opcode, (counts) -> counts.bytesSent(opcode));
		}
		this.listeners = List.of(this.ledger.onCloseKey(this::closed), this.ledger.onRejection(this::rejected));
	}

	static EndpointMeters ofRoute(MeterSet meters, WsEndpoint route) {
		return new EndpointMeters(meters, Side.SERVER, Tags.of(Key.ROUTE.asString(), route.name()), route.ledger(),
				route.connections());
	}

	static EndpointMeters ofClient(MeterSet meters, String name, WsClient client) {
		Tags tags = Tags.of(Key.CLIENT.asString(), name);
		meters.counter(WsMeters.RECONNECTS, Side.CLIENT, tags, client.ledger(), WsLedger::reconnects);
		return new EndpointMeters(meters, Side.CLIENT, tags, client.ledger(), client.connections());
	}

	private double buffered() {
		long bytes = 0;
		for (WsConnection connection : this.connections) {
			bytes += connection.bufferedAmount();
		}
		return bytes;
	}

	private void closed(WsLedger.CloseKey key) {
		String initiator = key.initiator().name().toLowerCase(Locale.ROOT);
		count(WsMeters.CLOSED, Tags.of(Key.CODE.asString(), key.code(), Key.INITIATOR.asString(), initiator),
				(ledger) -> ledger.closed(key));
	}

	private void rejected(String reason) {
		count(WsMeters.REJECTED, Tags.of(Key.REASON.asString(), reason), (ledger) -> ledger.rejections(reason));
	}

	private void traffic(WsMeters meter, String direction, int opcode, ToDoubleFunction<WsLedger> count) {
		count(meter, Tags.of(Key.DIRECTION.asString(), direction, Key.OPCODE.asString(), Opcode.name(opcode)), count);
	}

	private void count(WsMeters meter, Tags tags, ToDoubleFunction<WsLedger> count) {
		this.meters.counter(meter, this.side, this.tags.and(tags), this.ledger, count);
	}

	/** No meter is registered any more when it returns. */
	void end() {
		this.listeners.forEach(Runnable::run);
	}

}
