package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.buffer.BufferPool;
import org.jspecify.annotations.Nullable;

/**
 * Frames to messages: fragmentation, reserved bits, limits, decoding by extensions and
 * UTF-8 (RFC 6455 sections 5.4, 5.6, 8.1). A message that arrives whole is delivered, or
 * decoded, from the reader's buffer without a copy. What extensions encoded is decoded
 * once it is whole, so that a peer that sends slowly holds bytes and no decoder. Not
 * thread-safe.
 */
final class MessageAssembler {

	private static final byte[] NOTHING = new byte[0];

	private final ProtocolLimits limits;

	private final BufferPool pool;

	/** There are no extensions without it. */
	private @Nullable MessageDecoder decoder;

	private final FrameObserver observer;

	private final WsProtocol protocol;

	// The frame being read, and those of the same opcode that are not reported yet.

	private int opcode;

	private boolean fin;

	private int unreportedFrames;

	private int unreportedBytes;

	/** What has arrived of a control frame that did not arrive whole. */
	private byte[] control = NOTHING;

	// The message being assembled; its opcode is 0 when there is none.

	private int messageOpcode;

	private int rsv;

	private int fragments;

	private long wireBytes;

	private boolean ascii;

	private @Nullable Utf8Validator utf8;

	/** What has arrived of a message that did not arrive whole. */
	private @Nullable MessageBuffer received;

	MessageAssembler(ProtocolLimits limits, List<MessageCodec> codecs, BufferPool pool, FrameObserver observer,
			WsProtocol protocol) {
		this.limits = limits;
		this.pool = pool;
		this.observer = observer;
		this.protocol = protocol;
		negotiated(codecs);
	}

	void negotiated(List<MessageCodec> codecs) {
		this.decoder = codecs.isEmpty() ? null : new MessageDecoder(codecs, this.limits.maxPayload(), this.pool);
	}

	/** False to have the bytes behind the present frame left alone. */
	boolean admitFrame() {
		return this.protocol.admitFrame();
	}

	/**
	 * A frame begins; the rules that concern the header alone are checked already. Of the
	 * reserved bits, RSV1 is 4.
	 */
	void header(boolean fin, int rsv, int opcode, long length) {
		if (opcode != this.opcode) {
			report();
		}
		this.unreportedFrames++;
		this.opcode = opcode;
		this.fin = fin;
		if (Opcode.isControl(opcode)) {
			requireNoRsv(rsv);
		}
		else if (opcode == Opcode.CONTINUATION) {
			continueMessage(rsv, length);
		}
		else {
			beginMessage(rsv, opcode, length);
		}
	}

	private void beginMessage(int rsv, int opcode, long length) {
		// RFC 6455 section 5.4: fragments of messages must not be interleaved.
		if (this.messageOpcode != 0) {
			throw WsProtocolException.protocolError("data frame inside a fragmented message (RFC 6455 section 5.4)");
		}
		requireNoRsv((this.decoder != null) ? rsv & ~this.decoder.rsv() : rsv);
		this.messageOpcode = opcode;
		this.rsv = rsv;
		this.fragments = 1;
		this.wireBytes = 0;
		this.ascii = true;
		checkSize(length);
	}

	private void continueMessage(int rsv, long length) {
		if (this.messageOpcode == 0) {
			throw WsProtocolException.protocolError("continuation of no message (RFC 6455 section 5.4)");
		}
		// RFC 7692 section 6: the bit stands on the first fragment only.
		requireNoRsv(rsv);
		if (++this.fragments > this.limits.maxFragments()) {
			throw WsProtocolException
				.messageTooBig("message has more than " + this.limits.maxFragments() + " fragments (max-fragments)");
		}
		checkSize(length);
	}

	private void checkSize(long length) {
		this.wireBytes += length;
		long allowed = this.limits.maxPayload();
		if (this.rsv != 0) {
			// Encoding may enlarge what does not compress; the decoded size is checked
			// as it comes out.
			allowed += (allowed >> 8) + 64;
		}
		if (length > allowed || this.wireBytes > allowed) {
			throw WsProtocolException
				.messageTooBig("message exceeds " + this.limits.maxPayload() + " bytes (max-payload)");
		}
	}

	private static void requireNoRsv(int rsv) {
		// RFC 6455 section 5.2: a reserved bit must be 0 unless an extension defines it.
		if (rsv != 0) {
			throw WsProtocolException.protocolError("reserved bit set (RFC 6455 section 5.2)");
		}
	}

	/**
	 * The next bytes of the payload, unmasked, and whether none has its high bit set. An
	 * empty frame has one empty piece, which is its last.
	 */
	void payload(byte[] bytes, int offset, int length, boolean ascii, boolean last) {
		this.unreportedBytes += length;
		if (Opcode.isControl(this.opcode)) {
			controlPayload(bytes, offset, length, last);
			return;
		}
		boolean end = last && this.fin;
		if (end && (this.received == null || this.received.size() == 0)) {
			deliver(bytes, offset, length, ascii);
			return;
		}
		this.ascii &= ascii;
		if (this.rsv == 0 && this.messageOpcode == Opcode.TEXT && !this.ascii) {
			validate(bytes, offset, length);
		}
		if (this.received == null) {
			this.received = new MessageBuffer(this.pool);
		}
		MessageBuffer buffer = this.received;
		// How many bytes the message can still bring.
		long most = this.fin ? this.wireBytes - buffer.size() - length : MessageBuffer.MAX_ARRAY;
		buffer.append(bytes, offset, length, most);
		if (end) {
			deliver(buffer);
		}
	}

	private void controlPayload(byte[] bytes, int offset, int length, boolean last) {
		int before = this.control.length;
		if (last && before == 0) {
			this.protocol.control(this.opcode, bytes, offset, length);
			return;
		}
		this.control = Arrays.copyOf(this.control, before + length);
		System.arraycopy(bytes, offset, this.control, before, length);
		if (last) {
			byte[] whole = this.control;
			this.control = NOTHING;
			this.protocol.control(this.opcode, whole, 0, whole.length);
		}
	}

	private void validate(byte[] bytes, int offset, int length) {
		if (this.utf8 == null) {
			this.utf8 = new Utf8Validator();
		}
		if (!this.utf8.accept(bytes, offset, length)) {
			throw invalidText();
		}
	}

	private static WsProtocolException invalidText() {
		return WsProtocolException.invalidPayload("text message is not UTF-8 (RFC 6455 section 8.1)");
	}

	private void deliver(byte[] bytes, int offset, int length, boolean ascii) {
		if (this.rsv != 0) {
			decodeAndDeliver(bytes, offset, length);
			return;
		}
		int kind = this.messageOpcode;
		endMessage();
		if (kind == Opcode.TEXT) {
			this.protocol.events.text(validText(bytes, offset, length, ascii));
		}
		else {
			this.protocol.events.binary(Arrays.copyOfRange(bytes, offset, offset + length));
		}
	}

	private void deliver(MessageBuffer whole) {
		if (this.rsv != 0) {
			decodeAndDeliver(whole.bytes(), 0, whole.size());
		}
		else if (this.messageOpcode == Opcode.TEXT) {
			if (this.utf8 != null && !this.utf8.isComplete()) {
				throw invalidText();
			}
			String text = text(whole.bytes(), 0, whole.size(), this.ascii);
			endMessage();
			this.protocol.events.text(text);
		}
		else {
			byte[] data = whole.take();
			endMessage();
			this.protocol.events.binary(data);
		}
	}

	private void decodeAndDeliver(byte[] bytes, int offset, int length) {
		MessageBuffer whole = Objects.requireNonNull(this.decoder).decode(this.rsv, bytes, offset, length);
		int kind = this.messageOpcode;
		endMessage();
		if (kind == Opcode.TEXT) {
			boolean ascii = Utf8Validator.isAscii(whole.bytes(), 0, whole.size());
			this.protocol.events.text(validText(whole.bytes(), 0, whole.size(), ascii));
		}
		else {
			this.protocol.events.binary(whole.take());
		}
	}

	private static String validText(byte[] bytes, int offset, int length, boolean ascii) {
		if (!ascii && !Utf8Validator.isValid(bytes, offset, length)) {
			throw invalidText();
		}
		return text(bytes, offset, length, ascii);
	}

	private static String text(byte[] bytes, int offset, int length, boolean ascii) {
		return new String(bytes, offset, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
	}

	private void endMessage() {
		this.messageOpcode = 0;
		this.utf8 = null;
		if (this.received != null) {
			this.received.clear();
		}
	}

	void report() {
		if (this.unreportedFrames != 0 || this.unreportedBytes != 0) {
			this.observer.received(this.opcode, this.unreportedFrames, this.unreportedBytes);
			this.unreportedFrames = 0;
			this.unreportedBytes = 0;
		}
	}

	void settle() {
		if (this.received != null) {
			this.received.settle();
			if (this.received.size() == 0) {
				this.received = null;
			}
		}
		if (this.decoder != null) {
			this.decoder.settle();
		}
	}

	void abandon() {
		if (this.received != null) {
			this.received.clear();
		}
		settle();
		this.utf8 = null;
		this.control = NOTHING;
	}

}
