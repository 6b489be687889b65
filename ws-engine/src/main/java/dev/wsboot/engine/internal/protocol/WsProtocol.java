package dev.wsboot.engine.internal.protocol;

import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.BufferPool;

/**
 * The protocol of one open connection, of either side (RFC 6455): bytes in, events and
 * bytes out. No I/O, no threads, no clock. What the protocol demands of an endpoint is
 * done here: a Ping is answered, a Close is echoed, a breach fails the connection.
 *
 * <p>
 * {@link #receive} belongs to one reader at a time. {@link #outbound()} may be used from
 * any thread.
 */
public final class WsProtocol {

	final Events events;

	private final FrameDecoder decoder;

	private final MessageAssembler assembler;

	private final Outbound outbound;

	/** Set by the reader: behind a Close frame or a failure all bytes are ignored. */
	private boolean deaf;

	/** The codecs are in the order of the handshake's answer. */
	public WsProtocol(Side side, ProtocolLimits limits, List<MessageCodec> codecs, BufferPool pool,
			FrameObserver observer, Events events) {
		this(side, limits, codecs, pool, observer, events, FrameEncoder.of(side));
	}

	WsProtocol(Side side, ProtocolLimits limits, List<MessageCodec> codecs, BufferPool pool, FrameObserver observer,
			Events events, FrameEncoder encoder) {
		this.events = events;
		this.assembler = new MessageAssembler(limits, codecs, pool, observer, this);
		this.decoder = new FrameDecoder(side, this.assembler);
		this.outbound = new Outbound(encoder, limits.sendBuffer(), codecs, pool, observer);
	}

	/**
	 * For a client whose connection was created before its handshake was done: what is
	 * encoded from now on goes through the codecs. What was before went without, as every
	 * extension allows. To be called before anything is received.
	 */
	public void negotiated(List<MessageCodec> codecs) {
		this.assembler.negotiated(codecs);
		this.outbound.negotiated(codecs);
	}

	/**
	 * Takes received bytes, which unmasking changes and nobody keeps. Events are called
	 * before it returns; what is to be sent in answer waits in {@link #outbound()}. All
	 * bytes are taken unless {@link Events#admitFrame()} was false: those behind the
	 * number returned are to be given again, before what follows them.
	 */
	public int receive(byte[] bytes, int offset, int length) {
		if (this.deaf) {
			return length;
		}
		try {
			int taken = this.decoder.decode(bytes, offset, length);
			if (!this.deaf) {
				this.assembler.settle();
				return taken;
			}
		}
		catch (WsProtocolException ex) {
			fail(ex);
		}
		catch (Throwable ex) {
			// An extension's mistake, or a message that the heap has no room for. It ends
			// this connection and no other; the peer learns no details.
			fail(WsProtocolException.internalError(ex));
		}
		finally {
			this.assembler.report();
			if (this.deaf) {
				this.assembler.abandon();
			}
		}
		return length;
	}

	/** Drops an unfinished message and ignores what is still received. */
	public void end() {
		this.deaf = true;
		this.assembler.abandon();
	}

	/** The sending half, always the same. */
	public Outbound outbound() {
		return this.outbound;
	}

	/**
	 * Starts the closing handshake (RFC 6455 section 7.1.2), or returns false if a Close
	 * frame was sent already.
	 * @throws IllegalArgumentException if the code must not be sent or the reason is too
	 * long
	 */
	public boolean close(Close close) {
		return this.outbound.close(close.toPayload());
	}

	/**
	 * Answers the peer's Close frame (RFC 6455 section 5.5.1), or returns false if one
	 * was sent already.
	 */
	public boolean answer(Close received) {
		return this.outbound.close(received.echo());
	}

	/**
	 * Fails the connection with a cause of {@link Events#failed}, telling the peer why
	 * (RFC 6455 section 7.1.7), or does nothing if a Close frame was sent already.
	 */
	public void refuse(WsProtocolException cause) {
		this.outbound.close(Close.truncating(cause.closeCode(), String.valueOf(cause.getMessage())).toPayload());
	}

	boolean admitFrame() {
		return !this.deaf && this.events.admitFrame();
	}

	void control(int opcode, byte[] payload, int offset, int length) {
		switch (opcode) {
			// RFC 6455 section 5.5.2: a Ping is answered with a Pong of the same data.
			case Opcode.PING -> this.outbound.pong(payload, offset, length);
			case Opcode.PONG -> this.events.pong(Arrays.copyOfRange(payload, offset, offset + length));
			default -> {
				Close close = Close.parse(payload, offset, length);
				this.deaf = true;
				this.events.closeReceived(close);
			}
		}
	}

	private void fail(WsProtocolException cause) {
		this.deaf = true;
		this.events.failed(cause);
	}

	/**
	 * What happens on the connection, in wire order. Called by the reader, inside
	 * {@link WsProtocol#receive}; must not throw.
	 */
	public interface Events {

		/** Asked before every frame; false to have nothing decoded for now. */
		default boolean admitFrame() {
			return true;
		}

		void text(String text);

		/** The array is the receiver's own. */
		void binary(byte[] data);

		/** A Pong arrived, asked for or not; the array is the receiver's own. */
		void pong(byte[] data);

		/**
		 * The peer's Close frame arrived; nothing else will. {@link WsProtocol#answer} is
		 * to be called when the messages before it have been handled, so that what they
		 * cause to be sent goes out first.
		 */
		void closeReceived(Close close);

		/**
		 * The peer broke the protocol; nothing else will arrive.
		 * {@link WsProtocol#refuse} is to be called when the messages before have been
		 * handled, so that the replies to them go out first.
		 */
		void failed(WsProtocolException cause);

	}

}
