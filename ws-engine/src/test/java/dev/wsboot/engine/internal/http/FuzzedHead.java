package dev.wsboot.engine.internal.http;

import dev.wsboot.engine.fuzz.Pieces;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes through {@link HttpHeadCollector}: what comes of them and where the
 * head ends does not depend on how they were cut.
 */
public final class FuzzedHead {

	private static final int MAX_BYTES = 1024;

	private final HttpHeadCollector collector = new HttpHeadCollector(MAX_BYTES);

	private int used;

	private int status;

	private FuzzedHead(byte[] bytes, Pieces pieces) {
		try {
			pieces.cut(0, bytes.length, (offset, length) -> {
				if (!this.collector.isComplete() && this.status == 0) {
					take(bytes, offset, length);
				}
			});
		}
		catch (HttpHeadException ex) {
			this.status = ex.status();
		}
	}

	private void take(byte[] bytes, int offset, int length) {
		int count = this.collector.take(bytes, offset, length);
		require(count == length || this.collector.isComplete(), "everything belongs to a head that is not complete");
		this.used += count;
	}

	/** The collector that took the head, or null if there is none in the bytes. */
	public static HttpHeadCollector of(byte[] bytes, int seed) {
		FuzzedHead whole = new FuzzedHead(bytes, Pieces.whole());
		FuzzedHead cut = new FuzzedHead(bytes, Pieces.of(seed));
		requireEqual(cut.status, whole.status, "pieces change nothing of what is refused");
		requireEqual(cut.collector.isComplete(), whole.collector.isComplete(), "nor of what is complete");
		if (!cut.collector.isComplete()) {
			return null;
		}
		requireEqual(cut.used, whole.used, "the head ends where it ends");
		requireEqual(cut.collector.text(), whole.collector.text(), "it is the same head");
		require(cut.used <= MAX_BYTES, "no head is larger than allowed");
		return cut.collector;
	}

	/** The lines of a complete head, as they were read. */
	public static String text(HttpHeadCollector head) {
		return head.text();
	}

}
