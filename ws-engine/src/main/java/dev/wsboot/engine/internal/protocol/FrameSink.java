package dev.wsboot.engine.internal.protocol;

/**
 * Takes what {@link FrameDecoder} finds: for every frame its header, then its payload in
 * one or more pieces.
 */
interface FrameSink {

	/**
	 * Admits the next frame.
	 * @return false to have the bytes behind the present frame left alone
	 */
	boolean admitFrame();

	/**
	 * A frame begins; the rules that concern the header alone are checked already.
	 * @param fin whether it is its message's last
	 * @param rsv the reserved bits, RSV1 being 4
	 * @param opcode a defined opcode
	 * @param length payload length in bytes
	 */
	void header(boolean fin, int rsv, int opcode, long length);

	/**
	 * The next bytes of the payload, unmasked.
	 * @param ascii whether no byte has its high bit set
	 * @param last whether the frame ends with them; an empty frame has one empty piece
	 */
	void payload(byte[] bytes, int offset, int length, boolean ascii, boolean last);

}
