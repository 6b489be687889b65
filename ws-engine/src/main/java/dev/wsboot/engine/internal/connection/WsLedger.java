package dev.wsboot.engine.internal.connection;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.internal.protocol.FrameObserver;

/**
 * The counts of one endpoint, from which every view of them is made: what an endpoint
 * reports and what a meter shows cannot differ. Thread-safe. Keys come from small fixed
 * sets, never from a peer.
 */
public final class WsLedger implements FrameObserver {

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

	/**
	 * Connections open now.
	 * @return opened less closed
	 */
	public long active() {
		long closedBefore = this.closed.sum();
		return Math.max(0, this.opened.sum() - closedBefore);
	}

	/**
	 * Connections ever opened.
	 * @return their number
	 */
	public long openedCount() {
		return this.opened.sum();
	}

	/**
	 * Connections opened in place of lost ones, by the links of a client.
	 * @return their number
	 */
	public long reconnects() {
		return this.reconnects.sum();
	}

	/**
	 * Connections closed.
	 * @return their number
	 */
	public long closedCount() {
		return this.closed.sum();
	}

	/**
	 * How long the closed connections were open, all together.
	 * @return nanoseconds
	 */
	public long closedNanos() {
		return this.closedNanos.sum();
	}

	/**
	 * Connections closed in one manner.
	 * @param key the manner
	 * @return their number
	 */
	public long closed(CloseKey key) {
		return this.closes.get(key);
	}

	/**
	 * Connections closed, by code and initiator.
	 * @return a copy
	 */
	public Map<CloseKey, Long> closes() {
		return this.closes.copy();
	}

	/**
	 * Handshakes refused for one reason.
	 * @param reason the reason
	 * @return their number
	 */
	public long rejections(String reason) {
		return this.rejections.get(reason);
	}

	/**
	 * Handshakes refused, by reason.
	 * @return a copy
	 */
	public Map<String, Long> rejections() {
		return this.rejections.copy();
	}

	/**
	 * Frames received.
	 * @param opcode of this opcode
	 * @return their number
	 */
	public long framesReceived(int opcode) {
		return this.framesIn[opcode].sum();
	}

	/**
	 * Payload bytes received, as they were on the wire.
	 * @param opcode in frames of this opcode
	 * @return their number
	 */
	public long bytesReceived(int opcode) {
		return this.bytesIn[opcode].sum();
	}

	/**
	 * Frames sent.
	 * @param opcode of this opcode
	 * @return their number
	 */
	public long framesSent(int opcode) {
		return this.framesOut[opcode].sum();
	}

	/**
	 * Payload bytes sent, as they were on the wire.
	 * @param opcode in frames of this opcode
	 * @return their number
	 */
	public long bytesSent(int opcode) {
		return this.bytesOut[opcode].sum();
	}

	/**
	 * Calls the listener exactly once for every manner of closing, present and future, as
	 * soon as {@link #closed(CloseKey)} counts it.
	 * @param listener takes it, on the thread that counts; what it throws is logged
	 * @return ends that; the listener is not called any more when it returns
	 */
	public Runnable onCloseKey(Consumer<? super CloseKey> listener) {
		return this.closes.listen(listener);
	}

	/**
	 * Calls the listener exactly once for every reason of refusal, present and future, as
	 * soon as {@link #rejections(String)} counts it.
	 * @param listener takes it, on the thread that counts; what it throws is logged
	 * @return ends that; the listener is not called any more when it returns
	 */
	public Runnable onRejection(Consumer<? super String> listener) {
		return this.rejections.listen(listener);
	}

	/**
	 * A manner of closing, from a set that peers cannot extend.
	 *
	 * @param code a code below 3000 as a number, {@code 3xxx} or {@code 4xxx}
	 * @param initiator who closed
	 */
	public record CloseKey(String code, WsClose.Initiator initiator) implements Comparable<CloseKey> {

		static CloseKey of(WsClose close) {
			int code = close.code();
			String bounded = (code < 3000) ? Integer.toString(code) : (code < 4000) ? "3xxx" : "4xxx";
			return new CloseKey(bounded, close.initiator());
		}

		@Override
		public int compareTo(CloseKey other) {
			int byCode = this.code.compareTo(other.code);
			return (byCode != 0) ? byCode : this.initiator.compareTo(other.initiator);
		}

	}

}
