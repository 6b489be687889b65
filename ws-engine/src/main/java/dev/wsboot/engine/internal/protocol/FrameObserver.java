package dev.wsboot.engine.internal.protocol;

/**
 * Counts frames. Called once per run of frames with the same opcode and not once per
 * frame, so that counting costs nothing on a busy connection. Thread-safe.
 */
public interface FrameObserver {

	/** Counts nothing. */
	FrameObserver NONE = new FrameObserver() {
	};

	/**
	 * Frames arrived: how many began, 0 for the rest of one reported before, and the
	 * bytes that arrived of their payloads, as on the wire. A large frame is reported as
	 * it arrives, so that a peer cannot have counted what it only announces.
	 */
	default void received(int opcode, int frames, long bytes) {
	}

	/** Frames were encoded: how many, and their payloads' bytes on the wire. */
	default void sent(int opcode, int frames, long bytes) {
	}

}
