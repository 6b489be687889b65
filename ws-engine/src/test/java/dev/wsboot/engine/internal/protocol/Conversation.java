package dev.wsboot.engine.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.testing.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives a {@link WsProtocol} as a peer would: bytes in; events and bytes out, which have
 * to be expected one by one. With {@link NothingLeftOver} a test fails when anything
 * happened that it did not ask for. <pre>{@code
 * server().receives("89 85 37 fa 21 3d 7f 9f 4d 51 58").sends("8a 05 48 65 6c 6c 6f");
 * }</pre>
 */
final class Conversation implements WsProtocol.Events {

	static final ProtocolLimits LIMITS = new ProtocolLimits(64 * 1024 * 1024, 131_072, 16 * 1024 * 1024);

	private static final ThreadLocal<List<Conversation>> STARTED = ThreadLocal.withInitial(ArrayList::new);

	final BufferPool pool;

	private final Side side;

	private final WsProtocol protocol;

	private final Deque<Event> events = new ArrayDeque<>();

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private String failure = "";

	private Conversation(Side side, ProtocolLimits limits, List<MessageCodec> codecs) {
		this(side, limits, codecs, new BufferPool(1024 * 1024));
	}

	private Conversation(Side side, ProtocolLimits limits, List<MessageCodec> codecs, BufferPool pool) {
		this.side = side;
		this.pool = pool;
		this.protocol = new WsProtocol(side, limits, codecs, this.pool, FrameObserver.NONE, this,
				new FrameEncoder(side, () -> Frame.KEY));
		STARTED.get().add(this);
	}

	static Conversation of(Side side) {
		return of(side, LIMITS);
	}

	static Conversation of(Side side, ProtocolLimits limits) {
		return new Conversation(side, limits, List.of());
	}

	static Conversation of(Side side, ProtocolLimits limits, MessageCodec... codecs) {
		return new Conversation(side, limits, List.of(codecs));
	}

	static Conversation of(Side side, BufferPool pool, MessageCodec... codecs) {
		return new Conversation(side, LIMITS, List.of(codecs), pool);
	}

	static Conversation server() {
		return of(Side.SERVER);
	}

	static Conversation client() {
		return of(Side.CLIENT);
	}

	static ProtocolLimits maxPayload(int bytes) {
		return new ProtocolLimits(bytes, LIMITS.maxFragments(), LIMITS.sendBuffer());
	}

	static ProtocolLimits maxFragments(int frames) {
		return new ProtocolLimits(LIMITS.maxPayload(), frames, LIMITS.sendBuffer());
	}

	// What the peer and the owner do.

	Conversation receives(String hex) {
		return receives(Frame.hex(hex));
	}

	Conversation receives(byte[] bytes) {
		// Amid other bytes, as in a loop's buffer, and gone afterwards.
		byte[] buffer = new byte[bytes.length + 7];
		System.arraycopy(bytes, 0, buffer, 5, bytes.length);
		this.protocol.receive(buffer, 5, bytes.length);
		Arrays.fill(buffer, (byte) 0xEE);
		return this;
	}

	/** Receives frames, masked as this side demands. */
	Conversation receives(Frame... frames) {
		return receives(inbound(frames));
	}

	Conversation receivesByteByByte(Frame... frames) {
		return receivesByteByByte(inbound(frames));
	}

	Conversation receivesByteByByte(byte[] bytes) {
		return receivesInSteps(1, bytes);
	}

	Conversation receivesInSteps(int step, byte[] bytes) {
		for (int at = 0; at < bytes.length; at += step) {
			receives(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)));
		}
		return this;
	}

	byte[] inbound(Frame... frames) {
		return Frame.bytes(this.side == Side.SERVER, frames);
	}

	Conversation closes(int code, String reason) {
		this.protocol.close(Close.of(code, reason));
		return this;
	}

	/** Answers the peer's Close, as its owner has to. */
	Conversation answers(int code, String reason) {
		this.protocol.answer(new Close(code, reason));
		return this;
	}

	WsProtocol protocol() {
		return this.protocol;
	}

	Outbound outbound() {
		return this.protocol.outbound();
	}

	// What is expected of it.

	Conversation emits(Event... expected) {
		for (Event event : expected) {
			Event actual = this.events.poll();
			if (!event.equals(actual)) {
				assertThat(actual).isEqualTo(event);
			}
		}
		return this;
	}

	Conversation emitsNothing() {
		assertThat(this.events).isEmpty();
		return this;
	}

	/** Nothing but these bytes was sent since the last look. */
	Conversation sends(String hex) {
		return sends(Frame.hex(hex));
	}

	/** Nothing but these frames, masked as this side has to, was sent. */
	Conversation sends(Frame... frames) {
		return sends(Frame.bytes(this.side == Side.CLIENT, frames));
	}

	private Conversation sends(byte[] expected) {
		byte[] actual = takeSent();
		if (!Arrays.equals(actual, expected)) {
			assertThat(HexFormat.ofDelimiter(" ").formatHex(actual))
				.isEqualTo(HexFormat.ofDelimiter(" ").formatHex(expected));
		}
		return this;
	}

	Conversation sendsNothing() {
		return sends("");
	}

	/** The connection failed, as the owner and the peer were told, naming the rule. */
	Conversation failsWith(int code, String rule) {
		emits(Event.failure(code));
		if (!this.failure.contains(rule)) {
			assertThat(this.failure).contains(rule);
		}
		return sends(Frame.close(code, this.failure));
	}

	/** The connection failed after its Close frame had been sent. */
	Conversation failsSilentlyWith(int code, String rule) {
		emits(Event.failure(code));
		assertThat(this.failure).contains(rule);
		return sendsNothing();
	}

	byte[] takeSent() {
		collectSent();
		byte[] bytes = this.sent.toByteArray();
		this.sent.reset();
		return bytes;
	}

	private void collectSent() {
		Outbound outbound = this.protocol.outbound();
		for (ByteBuffer view = outbound.beginWriting(); view != null;) {
			int count = view.remaining();
			byte[] bytes = new byte[count];
			view.get(bytes);
			this.sent.writeBytes(bytes);
			view = outbound.next(count);
		}
	}

	List<Event> takeEvents() {
		List<Event> all = List.copyOf(this.events);
		this.events.clear();
		return all;
	}

	private void verifyNothingLeftOver() {
		collectSent();
		if (this.events.isEmpty() && this.sent.size() == 0) {
			return;
		}
		assertThat(this.events).as("unexpected events of the " + this.side).isEmpty();
		assertThat(HexFormat.ofDelimiter(" ").formatHex(takeSent())).as("unexpected bytes of the " + this.side)
			.isEmpty();
	}

	static void verifyAll() {
		List<Conversation> started = List.copyOf(STARTED.get());
		STARTED.remove();
		started.forEach(Conversation::verifyNothingLeftOver);
	}

	// The recorder.

	@Override
	public void text(String text) {
		this.events.add(Event.text(text));
	}

	@Override
	public void binary(byte[] data) {
		this.events.add(Event.binary(data));
	}

	@Override
	public void pong(byte[] data) {
		this.events.add(Event.pong(data));
	}

	@Override
	public void closeReceived(Close close) {
		this.events.add(Event.close(close.code(), close.reason()));
	}

	@Override
	public void failed(WsProtocolException cause) {
		this.failure = String.valueOf(cause.getMessage());
		this.events.add(Event.failure(cause.closeCode()));
		this.protocol.refuse(cause);
	}

}
