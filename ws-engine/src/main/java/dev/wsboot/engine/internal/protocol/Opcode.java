package dev.wsboot.engine.internal.protocol;

/**
 * Frame opcodes (RFC 6455 section 5.2), as the numbers they have on the wire.
 */
public final class Opcode {

	/** Fragment of a message that an earlier frame began. */
	public static final int CONTINUATION = 0x0;

	/** Text message, UTF-8. */
	public static final int TEXT = 0x1;

	/** Binary message. */
	public static final int BINARY = 0x2;

	/** Close control frame. */
	public static final int CLOSE = 0x8;

	/** Ping control frame. */
	public static final int PING = 0x9;

	/** Pong control frame. */
	public static final int PONG = 0xA;

	private Opcode() {
	}

	/**
	 * Whether the opcode is that of a control frame (RFC 6455 section 5.5).
	 * @param opcode a four-bit opcode
	 * @return true for close, ping, pong and the reserved control opcodes
	 */
	static boolean isControl(int opcode) {
		return (opcode & 0x8) != 0;
	}

	/**
	 * Whether RFC 6455 defines the opcode.
	 * @param opcode a four-bit opcode
	 * @return false for the reserved opcodes 3 to 7 and 11 to 15
	 */
	static boolean isDefined(int opcode) {
		return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
	}

	/**
	 * The opcode's name in lower case, as used in meters.
	 * @param opcode a four-bit opcode
	 * @return {@code continuation}, {@code text}, {@code binary}, {@code close},
	 * {@code ping}, {@code pong}, or {@code reserved}
	 */
	public static String name(int opcode) {
		return switch (opcode) {
			case CONTINUATION -> "continuation";
			case TEXT -> "text";
			case BINARY -> "binary";
			case CLOSE -> "close";
			case PING -> "ping";
			case PONG -> "pong";
			default -> "reserved";
		};
	}

}
