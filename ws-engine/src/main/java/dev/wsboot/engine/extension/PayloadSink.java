package dev.wsboot.engine.extension;

/** Takes payload bytes piece by piece. It does not keep the array. */
@FunctionalInterface
public interface PayloadSink {

	/**
	 * Takes the next bytes.
	 * @param bytes array that holds them
	 * @param offset where they start
	 * @param length how many
	 * @throws dev.wsboot.engine.WsProtocolException if they break a limit or the
	 * message's type; the caller stops at once and lets it pass
	 */
	void write(byte[] bytes, int offset, int length);

}
