package dev.wsboot.engine.internal.protocol;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A message on its way out in fragments, and the messages that wait for its end, for
 * fragments of two must not mix (RFC 6455 section 5.4). Guarded by the send lock.
 */
final class FragmentedMessage {

	private final Queue<Kept> kept = new ArrayDeque<>();

	private long keptBytes;

	private int nextOpcode;

	FragmentedMessage(int opcode) {
		this.nextOpcode = opcode;
	}

	/** The opcode of a fragment that is sent now. */
	int nextOpcode() {
		int opcode = this.nextOpcode;
		this.nextOpcode = Opcode.CONTINUATION;
		return opcode;
	}

	/** Keeps a message until this one ends. */
	void keep(int opcode, byte[] payload, boolean compress) {
		this.kept.add(new Kept(opcode, payload, compress));
		this.keptBytes += payload.length + Kept.OVERHEAD;
	}

	long keptBytes() {
		return this.keptBytes;
	}

	Queue<Kept> kept() {
		return this.kept;
	}

	void forgetKept() {
		this.kept.clear();
		this.keptBytes = 0;
	}

	record Kept(int opcode, byte[] payload, boolean compress) {

		/** What one takes beside its payload. */
		static final int OVERHEAD = 64;

	}

}
