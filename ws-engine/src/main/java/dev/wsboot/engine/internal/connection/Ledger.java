package dev.wsboot.engine.internal.connection;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsLedger;
import dev.wsboot.engine.internal.protocol.FrameObserver;

/**
 * The one set of counts behind {@link WsLedger}. Thread-safe. Keys come from small fixed
 * sets, never from a peer.
 */
public final class Ledger implements WsLedger, FrameObserver {

	private static final int OPCODES = 16;

	private final LongAdder opened = new LongAdder();

	private final LongAdder closed = new LongAdder();

	private final LongAdder closedNanos = new LongAdder();

	private final LongAdder reconnects = new LongAdder();

	private final Tally<CloseKey> closes = new Tally<>();

	private final Tally<String> rejections = new Tally<>();

	private final LongAdder[] framesIn = adders();

	private final LongAdder[] bytesIn = adders();

	private final LongAdder[] framesOut = adders();

	private final LongAdder[] bytesOut = adders();

	private static LongAdder[] adders() {
		LongAdder[] adders = new LongAdder[OPCODES];
		for (int i = 0; i < OPCODES; i++) {
			adders[i] = new LongAdder();
		}
		return adders;
	}

	void opened() {
		this.opened.increment();
	}

	void closed(WsClose close, long nanos) {
		this.closedNanos.add(nanos);
		this.closes.increment(CloseKey.of(close));
		this.closed.increment();
	}

	/** Counts a connection that was opened in place of a lost one. */
	public void reconnected() {
		this.reconnects.increment();
	}

	/**
	 * Counts a handshake that was refused.
	 * @param reason a word from a fixed set
	 */
	public void rejected(String reason) {
		this.rejections.increment(reason);
	}

	@Override
	public void received(int opcode, int frames, long bytes) {
		this.framesIn[opcode].add(frames);
		this.bytesIn[opcode].add(bytes);
	}

	@Override
	public void sent(int opcode, int frames, long bytes) {
		this.framesOut[opcode].add(frames);
		this.bytesOut[opcode].add(bytes);
	}

	@Override
	public long active() {
		long closedBefore = this.closed.sum();
		return Math.max(0, this.opened.sum() - closedBefore);
	}

	@Override
	public long openedCount() {
		return this.opened.sum();
	}

	@Override
	public long reconnects() {
		return this.reconnects.sum();
	}

	@Override
	public long closedCount() {
		return this.closed.sum();
	}

	@Override
	public long closedNanos() {
		return this.closedNanos.sum();
	}

	@Override
	public long closed(CloseKey key) {
		return this.closes.get(key);
	}

	@Override
	public Map<CloseKey, Long> closes() {
		return this.closes.copy();
	}

	@Override
	public long rejections(String reason) {
		return this.rejections.get(reason);
	}

	@Override
	public Map<String, Long> rejections() {
		return this.rejections.copy();
	}

	@Override
	public long framesReceived(int opcode) {
		return this.framesIn[opcode].sum();
	}

	@Override
	public long bytesReceived(int opcode) {
		return this.bytesIn[opcode].sum();
	}

	@Override
	public long framesSent(int opcode) {
		return this.framesOut[opcode].sum();
	}

	@Override
	public long bytesSent(int opcode) {
		return this.bytesOut[opcode].sum();
	}

	@Override
	public Runnable onCloseKey(Consumer<? super CloseKey> listener) {
		return this.closes.listen(listener);
	}

	@Override
	public Runnable onRejection(Consumer<? super String> listener) {
		return this.rejections.listen(listener);
	}

}
