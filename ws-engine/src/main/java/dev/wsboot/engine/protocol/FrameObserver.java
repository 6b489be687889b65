package dev.wsboot.engine.protocol;

/**
 * Counts frames. Called once per run of frames with the same opcode and not once per
 * frame, so that counting costs nothing on a busy connection. Thread-safe.
 */
public interface FrameObserver {

	/** Counts nothing. */
	FrameObserver NONE = new FrameObserver() {
		@Override
		public void received(int opcode, int frames, long bytes) {
		}

		@Override
		public void sent(int opcode, int frames, long bytes) {
		}
	};

	/**
	 * Frames arrived.
	 * @param opcode their opcode
	 * @param frames how many
	 * @param bytes their payloads' size on the wire
	 */
	void received(int opcode, int frames, long bytes);

	/**
	 * Frames were encoded for sending.
	 * @param opcode their opcode
	 * @param frames how many
	 * @param bytes their payloads' size on the wire
	 */
	void sent(int opcode, int frames, long bytes);

}
