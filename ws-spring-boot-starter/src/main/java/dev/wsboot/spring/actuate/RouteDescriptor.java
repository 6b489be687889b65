package dev.wsboot.spring.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;

import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.spring.WsRoutes.Route;
import org.jspecify.annotations.Nullable;

/**
 * A route.
 *
 * @param handler name of the bean that handles the connections
 * @param allowedOrigins origins that may connect beside the same one
 * @param options what holds for its connections, from all sources
 * @param active connections open now
 * @param opened connections ever opened
 * @param closed connections closed
 * @param closes those by close code and initiator
 * @param openTime how long those had been open, all together
 * @param rejections handshakes refused, by reason
 * @param received frames received, by opcode
 * @param sent frames sent, by opcode
 */
public record RouteDescriptor(String handler, List<String> allowedOrigins, OptionsDescriptor options, long active,
		long opened, long closed, List<CloseDescriptor> closes, Duration openTime, Map<String, Long> rejections,
		Map<String, FramesDescriptor> received, Map<String, FramesDescriptor> sent) {

	static RouteDescriptor of(Route route) {
		WsLedger ledger = route.endpoint().ledger();
		return new RouteDescriptor(route.beanName(), route.allowedOrigins(),
				OptionsDescriptor.of(route.endpoint().options()), ledger.active(), ledger.openedCount(),
				ledger.closedCount(), CloseDescriptor.of(ledger), Duration.ofNanos(ledger.closedNanos()),
				ledger.rejections(), FramesDescriptor.received(ledger), FramesDescriptor.sent(ledger));
	}

	private static String name(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Connections closed in one manner.
	 *
	 * @param code a code below 3000, {@code 3xxx} or {@code 4xxx}
	 * @param initiator {@code local} or {@code remote}
	 * @param count how many
	 */
	public record CloseDescriptor(String code, String initiator, long count) {

		static List<CloseDescriptor> of(WsLedger ledger) {
			return ledger.closes()
				.entrySet()
				.stream()
				.map((entry) -> new CloseDescriptor(entry.getKey().code(), name(entry.getKey().initiator()),
						entry.getValue()))
				.toList();
		}

	}

	/**
	 * Frames of one opcode in one direction.
	 *
	 * @param frames how many
	 * @param bytes size of their payloads on the wire
	 */
	public record FramesDescriptor(long frames, long bytes) {

		private static final int[] OPCODES = { Opcode.TEXT, Opcode.BINARY, Opcode.CONTINUATION, Opcode.CLOSE,
				Opcode.PING, Opcode.PONG };

		static Map<String, FramesDescriptor> received(WsLedger ledger) {
			return byOpcode(ledger::framesReceived, ledger::bytesReceived);
		}

		static Map<String, FramesDescriptor> sent(WsLedger ledger) {
			return byOpcode(ledger::framesSent, ledger::bytesSent);
		}

		private static Map<String, FramesDescriptor> byOpcode(IntToLongFunction frames, IntToLongFunction bytes) {
			Map<String, FramesDescriptor> byOpcode = new LinkedHashMap<>();
			for (int opcode : OPCODES) {
				byOpcode.put(Opcode.name(opcode),
						new FramesDescriptor(frames.applyAsLong(opcode), bytes.applyAsLong(opcode)));
			}
			return byOpcode;
		}

	}

	/**
	 * Options as {@link WsOptions} documents them; sizes in bytes.
	 *
	 * @param maxPayload largest message
	 * @param maxFragments most frames of one message
	 * @param perMessageDeflate whether permessage-deflate is negotiated
	 * @param compression how, or null if it is not
	 * @param extensions names of further extensions
	 * @param subprotocols subprotocols, the preferred first
	 * @param dispatch {@code executor} or {@code inline}
	 * @param maxPendingMessages most messages that wait for the handler
	 * @param maxPendingBytes most bytes that wait for the handler
	 * @param sendBufferLimit most bytes that wait for the peer
	 * @param overflow what a send does when they are reached
	 * @param pingInterval silence after which a Ping is sent
	 * @param pingTimeout silence after a Ping that ends the connection
	 * @param idleTimeout time without messages that ends the connection
	 * @param closeTimeout how long closing waits for the peer
	 */
	public record OptionsDescriptor(int maxPayload, int maxFragments, boolean perMessageDeflate,
			@Nullable PerMessageDeflateOptions compression, List<String> extensions, List<String> subprotocols,
			String dispatch, int maxPendingMessages, int maxPendingBytes, int sendBufferLimit, String overflow,
			Duration pingInterval, Duration pingTimeout, Duration idleTimeout, Duration closeTimeout) {

		static OptionsDescriptor of(WsOptions options) {
			return new OptionsDescriptor(options.maxPayload(), options.maxFragments(), options.perMessageDeflate(),
					options.perMessageDeflate() ? options.compression() : null,
					options.extensions().stream().map(Extension::name).toList(), options.subprotocols(),
					name(options.dispatch()), options.maxPendingMessages(), options.maxPendingBytes(),
					options.sendBufferLimit(), name(options.overflow()), options.pingInterval(), options.pingTimeout(),
					options.idleTimeout(), options.closeTimeout());
		}

	}

}
