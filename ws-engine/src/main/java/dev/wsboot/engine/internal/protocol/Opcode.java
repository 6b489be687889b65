package dev.wsboot.engine.internal.protocol;

/** Frame opcodes (RFC 6455 section 5.2), as the numbers they have on the wire. */
public final class Opcode {

	/** A fragment of a message that an earlier frame began. */
	public static final int CONTINUATION = 0x0;

	public static final int TEXT = 0x1;

	public static final int BINARY = 0x2;

	public static final int CLOSE = 0x8;

	public static final int PING = 0x9;

	public static final int PONG = 0xA;

	private Opcode() {
	}

	/** Also true for the reserved control opcodes (RFC 6455 section 5.5). */
	static boolean isControl(int opcode) {
		return (opcode & 0x8) != 0;
	}

	/** False for the reserved opcodes 3 to 7 and 11 to 15. */
	static boolean isDefined(int opcode) {
		return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
	}

	/** The opcode's name in lower case, as used in meters. */
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
