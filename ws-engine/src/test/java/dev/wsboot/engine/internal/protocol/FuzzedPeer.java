package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.BufferPool;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * A {@link WsProtocol} under hostile input: records what it tells and sends, and fails at
 * the first thing that no input may bring about.
 */
final class FuzzedPeer implements WsProtocol.Events, FrameObserver {

	static final BufferPool POOL = warmPool();

	private static final int KEY = 0x9E3779B9;

	private final Side side;

	private final ProtocolLimits limits;

	private final WsProtocol protocol;

	private final long idleBefore = POOL.idle();

	/** What it told, one line an event, bytes as ISO 8859-1. */
	final List<String> events = new ArrayList<>();

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private boolean ended;

	long framesReceived;

	long bytesReceived;

	FuzzedPeer(Side side, ProtocolLimits limits, List<MessageCodec> codecs) {
		this.side = side;
		this.limits = limits;
		this.protocol = new WsProtocol(side, limits, codecs, POOL, this, this, new FrameEncoder(side, () -> KEY));
	}

	/** As many segments as one input can claim, so that a lost one is missed. */
	private static BufferPool warmPool() {
		BufferPool pool = new BufferPool(64 * BufferPool.LARGE);
		for (int size : new int[] { BufferPool.SMALL, BufferPool.LARGE }) {
			Stream.generate(() -> pool.borrow(size)).limit(8).toList().forEach(pool::release);
		}
		return pool;
	}

	void receive(byte[] bytes, int offset, int length) {
		// Unmasking works in place: a copy, amid other bytes as in a loop's buffer.
		byte[] buffer = new byte[length + 11];
		System.arraycopy(bytes, offset, buffer, 5, length);
		this.protocol.receive(buffer, 5, length);
		for (int i = 0; i < 5; i++) {
			require(buffer[i] == 0 && buffer[length + 5 + i] == 0, "bytes outside of what was received are untouched");
		}
		takeSent();
	}

	void close() {
		this.protocol.close(new Close(CloseCode.GOING_AWAY, "bye"));
	}

	private void takeSent() {
		Outbound outbound = this.protocol.outbound();
		for (ByteBuffer view = outbound.beginWriting(); view != null;) {
			byte[] bytes = new byte[view.remaining()];
			view.get(bytes);
			this.sent.writeBytes(bytes);
			view = outbound.next(bytes.length);
		}
	}

	/** What it sent, as ISO 8859-1. */
	String sentBytes() {
		return this.sent.toString(StandardCharsets.ISO_8859_1);
	}

	/** The frames that it sent, which have kept all rules. */
	List<FuzzedFrame> sent() {
		byte[] bytes = this.sent.toByteArray();
		List<FuzzedFrame> frames = FuzzedFrame.all(bytes);
		requireEqual(FuzzedFrame.size(frames), (long) bytes.length, "only whole frames are sent");
		boolean closed = false;
		for (FuzzedFrame frame : frames) {
			require(!closed, "nothing is sent behind a Close frame");
			require(frame.fin() && frame.rsv() == 0, "what answers is unfragmented and unmarked");
			require(frame.isShortestForm() && frame.payload().length <= 125, "a control frame is short");
			require(frame.masked() == (this.side == Side.CLIENT), "a client masks, a server does not");
			closed = frame.opcode() == Opcode.CLOSE;
			require(closed || frame.opcode() == Opcode.PONG, "Pongs and Closes answer, nothing else");
			if (closed && frame.payload().length > 0) {
				Close close = Close.parse(frame.payload(), 0, frame.payload().length);
				require(CloseCode.isSendable(close.code()), "the code sent is one that may be");
			}
		}
		return frames;
	}

	/** After the last byte: nothing is held on to but an unfinished message. */
	void end() {
		this.protocol.outbound().discard();
		this.protocol.end();
		requireEqual(POOL.budget().used(), 0L, "nothing is kept of an unfinished message");
		requireEqual(POOL.idle(), this.idleBefore, "all borrowed segments went back to the pool");
	}

	// Events.

	private void event(String kind, String content) {
		require(!this.ended, "nothing is told behind the end");
		this.events.add(kind + " " + content);
	}

	@Override
	public void text(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		requireEqual(new String(utf8, StandardCharsets.UTF_8), text, "text is valid");
		require(utf8.length <= this.limits.maxPayload(), "no text is larger than allowed");
		event("text", text);
	}

	@Override
	public void binary(byte[] data) {
		require(data.length <= this.limits.maxPayload(), "no binary message is larger than allowed");
		event("binary", new String(data, StandardCharsets.ISO_8859_1));
	}

	@Override
	public void pong(byte[] data) {
		require(data.length <= 125, "a Pong is a control frame");
		event("pong", new String(data, StandardCharsets.ISO_8859_1));
	}

	@Override
	public void closeReceived(Close close) {
		require(close.code() == CloseCode.NO_STATUS || CloseCode.isSendable(close.code()), "a code that may be sent");
		require(close.reason().getBytes(StandardCharsets.UTF_8).length <= Close.MAX_REASON_BYTES, "a short reason");
		event("close", close.code() + " " + close.reason());
		this.ended = true;
		this.protocol.answer(close);
	}

	@Override
	public void failed(WsProtocolException cause) {
		require(cause.closeCode() == CloseCode.PROTOCOL_ERROR || cause.closeCode() == CloseCode.INVALID_PAYLOAD
				|| cause.closeCode() == CloseCode.MESSAGE_TOO_BIG, "1002, 1007 or 1009");
		event("failure", Integer.toString(cause.closeCode()));
		this.protocol.refuse(cause);
		this.ended = true;
	}

	@Override
	public void received(int opcode, int frames, long bytes) {
		this.framesReceived += frames;
		this.bytesReceived += bytes;
	}

	@Override
	public void sent(int opcode, int frames, long bytes) {
	}

}
