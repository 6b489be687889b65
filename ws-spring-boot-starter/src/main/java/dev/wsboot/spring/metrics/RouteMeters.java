package dev.wsboot.spring.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.connection.WsEndpoint;
import dev.wsboot.engine.connection.WsLedger;
import dev.wsboot.engine.protocol.Opcode;
import dev.wsboot.spring.metrics.WsMeters.Key;
import io.micrometer.core.instrument.Tags;

/**
 * The meters of one route in one registry, all of them views of the route's ledger. Those
 * of a close code or of a reason are registered when it first occurs. Thread-safe.
 */
final class RouteMeters {

	private static final int[] OPCODES = { Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING,
			Opcode.PONG };

	private final MeterSet meters;

	private final WsLedger ledger;

	private final Tags route;

	private final List<Runnable> listeners;

	RouteMeters(MeterSet meters, WsEndpoint endpoint) {
		this.meters = meters;
		this.ledger = endpoint.ledger();
		this.route = Tags.of(Key.ROUTE.asString(), endpoint.name());
		meters.gauge(WsMeters.ACTIVE, this.route, this.ledger, WsLedger::active);
		meters.gauge(WsMeters.BUFFERED, this.route, endpoint, RouteMeters::buffered);
		meters.counter(WsMeters.OPENED, this.route, this.ledger, WsLedger::openedCount);
		// Count and sum from the ledger, no histogram: a timer that records by itself
		// would not know of what was closed before it was bound, and so disagree.
		meters.timer(WsMeters.DURATION, this.route, this.ledger, WsLedger::closedCount, WsLedger::closedNanos);
		for (int opcode : OPCODES) {
			traffic(WsMeters.FRAMES, "in", opcode, (ledger) -> ledger.framesReceived(opcode));
			traffic(WsMeters.FRAMES, "out", opcode, (ledger) -> ledger.framesSent(opcode));
			traffic(WsMeters.BYTES, "in", opcode, (ledger) -> ledger.bytesReceived(opcode));
			traffic(WsMeters.BYTES, "out", opcode, (ledger) -> ledger.bytesSent(opcode));
		}
		this.listeners = List.of(this.ledger.onCloseKey(this::closed), this.ledger.onRejection(this::rejected));
	}

	private static double buffered(WsEndpoint endpoint) {
		long bytes = 0;
		for (WsConnection connection : endpoint.connections()) {
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
		this.meters.counter(meter, this.route.and(tags), this.ledger, count);
	}

	/** No meter is registered any more when it returns. */
	void end() {
		this.listeners.forEach(Runnable::run);
	}

}
