package dev.wsboot.engine.internal.protocol;

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
	 * Frames arrived. A large one is reported as it arrives, so that a peer cannot have
	 * counted what it only announces.
	 * @param opcode their opcode
	 * @param frames how many began; 0 for the rest of a frame reported before
	 * @param bytes what arrived of their payloads, as on the wire
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
