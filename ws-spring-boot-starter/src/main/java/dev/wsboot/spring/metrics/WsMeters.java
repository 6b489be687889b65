package dev.wsboot.spring.metrics;

import dev.wsboot.engine.internal.protocol.Side;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters that {@link WsMetrics} registers: names, types, units and tags. Tag values
 * come from the application's routes and from small fixed sets, never from a peer. Those
 * with a {@link Key#ROUTE} are there for each client as well, under
 * {@code websocket.client} and with a {@link Key#CLIENT} in its place.
 */
public enum WsMeters implements MeterDocumentation {

	/** Connections open now. */
	ACTIVE("websocket.server.connections.active", Meter.Type.GAUGE, null, "Connections open now", Key.ROUTE),

	/** Connections opened. */
	OPENED("websocket.server.connections.opened", Meter.Type.COUNTER, null, "Connections opened", Key.ROUTE),

	/** Connections closed, by close code and by who closed. */
	CLOSED("websocket.server.connections.closed", Meter.Type.COUNTER, null, "Connections closed", Key.ROUTE, Key.CODE,
			Key.INITIATOR),

	/** Opening handshakes refused, by reason. */
	REJECTED("websocket.server.connections.rejected", Meter.Type.COUNTER, null, "Opening handshakes refused", Key.ROUTE,
			Key.REASON),

	/** How long closed connections had been open. */
	DURATION("websocket.server.connection.duration", Meter.Type.TIMER, null, "How long closed connections were open",
			Key.ROUTE),

	/** Connections that clients opened in place of lost ones. */
	RECONNECTS("websocket.client.reconnects", Meter.Type.COUNTER, null, "Connections opened in place of lost ones",
			Key.CLIENT),

	/** Frames, by direction and opcode. */
	FRAMES("websocket.server.frames", Meter.Type.COUNTER, "frames", "Frames received and sent", Key.ROUTE,
			Key.DIRECTION, Key.OPCODE),

	/** Payload bytes as they are on the wire, by direction and opcode. */
	BYTES("websocket.server.bytes", Meter.Type.COUNTER, BaseUnits.BYTES,
			"Payload bytes of frames, as they are on the wire", Key.ROUTE, Key.DIRECTION, Key.OPCODE),

	/** Bytes that peers have yet to take. */
	BUFFERED("websocket.server.buffered", Meter.Type.GAUGE, BaseUnits.BYTES,
			"Bytes that were sent and that sockets have not taken yet", Key.ROUTE),

	/** What connections remember for context takeover. */
	RETAINED("websocket.server.compression.retained", Meter.Type.GAUGE, BaseUnits.BYTES,
			"Bytes retained so that compressed messages may refer to earlier ones, of all routes"),

	/** Bytes of messages that have not arrived whole. */
	PARTIAL("websocket.server.partial.used", Meter.Type.GAUGE, BaseUnits.BYTES,
			"Bytes of messages that have not arrived whole, of all routes"),

	/** Most of them. */
	PARTIAL_LIMIT("websocket.server.partial.limit", Meter.Type.GAUGE, BaseUnits.BYTES,
			"Most bytes of messages that have not arrived whole, of all routes"),

	/** Places in use: open connections and handshakes under way, of all routes. */
	PLACES_USED("websocket.server.places.used", Meter.Type.GAUGE, null,
			"Connections open and handshakes under way, of all routes"),

	/** Places there are. */
	PLACES_LIMIT("websocket.server.places.limit", Meter.Type.GAUGE, null, "Most connections at a time, of all routes");

	private final String name;

	private final Meter.Type type;

	private final @Nullable String baseUnit;

	private final String description;

	private final Key[] keys;

	WsMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, Key... keys) {
		this.name = name;
		this.type = type;
		this.baseUnit = baseUnit;
		this.description = description;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return this.name;
	}

	/** The name on one side. */
	String getName(Side side) {
		return (side == Side.SERVER) ? this.name : this.name.replace("websocket.server.", "websocket.client.");
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.keys.clone();
	}

	/**
	 * What the meter shows.
	 * @return its description in the registry
	 */
	public String getDescription() {
		return this.description;
	}

	/** Tags of the meters. */
	public enum Key implements KeyName {

		/** The route's path template, such as {@code /chat/{room}}. */
		ROUTE("route"),

		/** Name of the client, as in {@code ws.client.<name>}. */
		CLIENT("client"),

		/** Close code: a number below 3000, {@code 3xxx} or {@code 4xxx}. */
		CODE("code"),

		/** Who closed: {@code local} or {@code remote}. */
		INITIATOR("initiator"),

		/** Why the handshake was refused. */
		REASON("reason"),

		/** {@code in} for received, {@code out} for sent. */
		DIRECTION("direction"),

		/**
		 * {@code text}, {@code binary}, {@code continuation}, {@code close}, {@code ping}
		 * or {@code pong}.
		 */
		OPCODE("opcode");

		private final String key;

		Key(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
