package dev.wsboot.engine;

/**
 * A message of either type (RFC 6455 section 5.6).
 */
public sealed interface WsMessage {

	/**
	 * The opcode of the message's first frame, for who tells types by number.
	 * @return 1 for text, 2 for binary (RFC 6455 section 11.8)
	 */
	int opcode();

	/**
	 * Whether the message may be compressed when it is sent, where that was negotiated.
	 * @return true unless it is {@link #uncompressed()}
	 */
	boolean compress();

	/**
	 * The same message, to be sent as it is: it is compressed already, or mixes a secret
	 * with what an attacker can choose.
	 * @return a message that does not {@link #compress()}
	 */
	WsMessage uncompressed();

	/**
	 * A text message.
	 *
	 * @param text its text
	 * @param compress whether it may be compressed
	 */
	record Text(String text, boolean compress) implements WsMessage {

		/**
		 * Creates a message that may be compressed.
		 * @param text its text
		 */
		public Text(String text) {
			this(text, true);
		}

		@Override
		public int opcode() {
			return 1;
		}

		@Override
		public Text uncompressed() {
			return new Text(this.text, false);
		}

	}

	/**
	 * A binary message.
	 *
	 * @param data its bytes; not copied
	 * @param compress whether it may be compressed
	 */
	record Binary(byte[] data, boolean compress) implements WsMessage {

		/**
		 * Creates a message that may be compressed.
		 * @param data its bytes; not copied
		 */
		public Binary(byte[] data) {
			this(data, true);
		}

		@Override
		public int opcode() {
			return 2;
		}

		@Override
		public Binary uncompressed() {
			return new Binary(this.data, false);
		}

	}

}
