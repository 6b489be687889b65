package dev.wsboot.engine.protocol;

/**
 * Adds up frames of one direction until the opcode changes or the batch ends. Guarded by
 * whoever owns the direction: the reader, or the send lock.
 */
final class FrameRun {

	private final FrameObserver observer;

	private final boolean inbound;

	private int opcode;

	private int frames;

	private long bytes;

	FrameRun(FrameObserver observer, boolean inbound) {
		this.observer = observer;
		this.inbound = inbound;
	}

	void add(int opcode, long bytes) {
		if (opcode != this.opcode) {
			report();
			this.opcode = opcode;
		}
		this.frames++;
		this.bytes += bytes;
	}

	void report() {
		if (this.frames == 0) {
			return;
		}
		if (this.inbound) {
			this.observer.received(this.opcode, this.frames, this.bytes);
		}
		else {
			this.observer.sent(this.opcode, this.frames, this.bytes);
		}
		this.frames = 0;
		this.bytes = 0;
	}

}
