package dev.wsboot.engine;

import java.util.Map;
import java.util.function.Consumer;

/**
 * The counts of one endpoint, from which every view of them is made: what an endpoint
 * reports and what a meter shows cannot differ. Thread-safe. Keys come from small fixed
 * sets, never from a peer.
 */
public interface WsLedger {

	/**
	 * Connections open now.
	 * @return opened less closed
	 */
	long active();

	/**
	 * Connections ever opened.
	 * @return their number
	 */
	long openedCount();

	/**
	 * Connections opened in place of lost ones, by the links of a client.
	 * @return their number
	 */
	long reconnects();

	/**
	 * Connections closed.
	 * @return their number
	 */
	long closedCount();

	/**
	 * How long the closed connections were open, all together.
	 * @return nanoseconds
	 */
	long closedNanos();

	/**
	 * Connections closed in one manner.
	 * @param key the manner
	 * @return their number
	 */
	long closed(CloseKey key);

	/**
	 * Connections closed, by code and initiator.
	 * @return a copy
	 */
	Map<CloseKey, Long> closes();

	/**
	 * Handshakes refused for one reason.
	 * @param reason the reason
	 * @return their number
	 */
	long rejections(String reason);

	/**
	 * Handshakes refused, by reason.
	 * @return a copy
	 */
	Map<String, Long> rejections();

	/**
	 * Frames received.
	 * @param opcode of this opcode
	 * @return their number
	 */
	long framesReceived(int opcode);

	/**
	 * Payload bytes received, as they were on the wire.
	 * @param opcode in frames of this opcode
	 * @return their number
	 */
	long bytesReceived(int opcode);

	/**
	 * Frames sent.
	 * @param opcode of this opcode
	 * @return their number
	 */
	long framesSent(int opcode);

	/**
	 * Payload bytes sent, as they were on the wire.
	 * @param opcode in frames of this opcode
	 * @return their number
	 */
	long bytesSent(int opcode);

	/**
	 * Calls the listener exactly once for every manner of closing, present and future, as
	 * soon as {@link #closed(CloseKey)} counts it.
	 * @param listener takes it, on the thread that counts; what it throws is logged
	 * @return ends that; the listener is not called any more when it returns
	 */
	Runnable onCloseKey(Consumer<? super CloseKey> listener);

	/**
	 * Calls the listener exactly once for every reason of refusal, present and future, as
	 * soon as {@link #rejections(String)} counts it.
	 * @param listener takes it, on the thread that counts; what it throws is logged
	 * @return ends that; the listener is not called any more when it returns
	 */
	Runnable onRejection(Consumer<? super String> listener);

	/**
	 * A manner of closing, from a set that peers cannot extend.
	 *
	 * @param code a code below 3000 as a number, {@code 3xxx} or {@code 4xxx}
	 * @param initiator who closed
	 */
	record CloseKey(String code, WsClose.Initiator initiator) implements Comparable<CloseKey> {

		/**
		 * The manner of one end.
		 * @param close how a connection ended
		 * @return its key
		 */
		public static CloseKey of(WsClose close) {
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
