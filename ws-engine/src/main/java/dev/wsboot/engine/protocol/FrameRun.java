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

	/** A whole frame. */
	void add(int opcode, long bytes) {
		begin(opcode);
		this.bytes += bytes;
	}

	/** A frame whose payload follows. */
	void begin(int opcode) {
		if (opcode != this.opcode) {
			report();
			this.opcode = opcode;
		}
		this.frames++;
	}

	/** Payload of the frame that began last, possibly in an earlier batch. */
	void payload(int bytes) {
		this.bytes += bytes;
	}

	void report() {
		if (this.frames == 0 && this.bytes == 0) {
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
