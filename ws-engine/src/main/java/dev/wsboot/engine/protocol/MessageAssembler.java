package dev.wsboot.engine.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import dev.wsboot.engine.buffer.BufferPool;
import dev.wsboot.engine.buffer.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Frames to messages: fragmentation, reserved bits, limits, decoding by extensions and
 * UTF-8 (RFC 6455 sections 5.4, 5.6, 8.1). A message that arrives whole is delivered from
 * the reader's buffer without a copy. What is incomplete collects in a borrowed segment
 * and, when the batch ends before the message does, in an array that grows with the bytes
 * that arrive, never with the length that the peer declares. Not thread-safe.
 */
final class MessageAssembler implements FrameSink, PayloadSink {

	private static final int SMALLEST_ARRAY = 256;

	/** Largest array that every JVM can allocate. */
	static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final byte[] NOTHING = new byte[0];

	private final ProtocolLimits limits;

	private List<MessageCodec> codecs;

	private final BufferPool pool;

	private final FrameRun run;

	private final WsProtocol target;

	// The frame being read.

	private int opcode;

	private boolean fin;

	private long frameRemaining;

	private byte[] control = NOTHING;

	private int controlLength;

	// The message being assembled; its opcode is 0 when there is none.

	private int messageOpcode;

	private int rsv;

	private int fragments;

	private long wireBytes;

	private boolean ascii;

	private byte[] buffer = NOTHING;

	private int size;

	private @Nullable Segment borrowed;

	private @Nullable Utf8Validator utf8;

	MessageAssembler(ProtocolLimits limits, List<MessageCodec> codecs, BufferPool pool, FrameRun run,
			WsProtocol target) {
		this.limits = limits;
		this.codecs = codecs;
		this.pool = pool;
		this.run = run;
		this.target = target;
	}

	void negotiated(List<MessageCodec> codecs) {
		this.codecs = codecs;
	}

	@Override
	public void header(boolean fin, int rsv, int opcode, long length) {
		this.run.begin(opcode);
		this.opcode = opcode;
		this.fin = fin;
		this.frameRemaining = length;
		if (Opcode.isControl(opcode)) {
			requireNoRsv(rsv);
			this.controlLength = 0;
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
		if (rsv != 0) {
			requireNegotiated(rsv);
		}
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
			throw tooBig();
		}
	}

	private WsProtocolException tooBig() {
		return WsProtocolException
			.messageTooBig("message exceeds " + this.limits.maxPayload() + " bytes (max-payload)");
	}

	private void requireNegotiated(int rsv) {
		int known = 0;
		for (MessageCodec codec : this.codecs) {
			known |= codec.rsv();
		}
		requireNoRsv(rsv & ~known);
	}

	private static void requireNoRsv(int rsv) {
		// RFC 6455 section 5.2: a reserved bit must be 0 unless an extension defines it.
		if (rsv != 0) {
			throw WsProtocolException.protocolError("reserved bit set (RFC 6455 section 5.2)");
		}
	}

	@Override
	public void payload(byte[] bytes, int offset, int length, boolean ascii, boolean last) {
		this.run.payload(length);
		this.frameRemaining -= length;
		if (Opcode.isControl(this.opcode)) {
			controlPayload(bytes, offset, length, last);
			return;
		}
		boolean end = last && this.fin;
		if (this.rsv != 0) {
			decode(this.codecs.size() - 1, bytes, offset, length, end);
		}
		else if (end && this.size == 0) {
			deliverWhole(bytes, offset, length, ascii);
			return;
		}
		else {
			this.ascii &= ascii;
			append(bytes, offset, length);
		}
		if (end) {
			deliverAssembled();
		}
	}

	private void controlPayload(byte[] bytes, int offset, int length, boolean last) {
		if (last && this.controlLength == 0) {
			this.target.control(this.opcode, bytes, offset, length);
			return;
		}
		this.control = Arrays.copyOf(this.control, this.controlLength + length);
		System.arraycopy(bytes, offset, this.control, this.controlLength, length);
		this.controlLength += length;
		if (last) {
			byte[] whole = this.control;
			this.control = NOTHING;
			this.target.control(this.opcode, whole, 0, whole.length);
		}
	}

	/**
	 * Decodes through the codecs that marked the message, last negotiated first: RFC 6455
	 * section 9.1 has the sender apply them in the order negotiated.
	 */
	private void decode(int index, byte[] bytes, int offset, int length, boolean last) {
		int next = index;
		while (next >= 0 && (this.codecs.get(next).rsv() & this.rsv) == 0) {
			next--;
		}
		if (next < 0) {
			write(bytes, offset, length);
			return;
		}
		MessageCodec codec = this.codecs.get(next);
		if (next == 0 || !marksBelow(next)) {
			codec.decode(bytes, offset, length, last, this);
			return;
		}
		int below = next - 1;
		codec.decode(bytes, offset, length, last, (decoded, from, count) -> decode(below, decoded, from, count, false));
		if (last) {
			decode(below, NOTHING, 0, 0, true);
		}
	}

	private boolean marksBelow(int index) {
		for (int i = 0; i < index; i++) {
			if ((this.codecs.get(i).rsv() & this.rsv) != 0) {
				return true;
			}
		}
		return false;
	}

	/** Takes decoded bytes. */
	@Override
	public void write(byte[] bytes, int offset, int length) {
		if (length > this.limits.maxPayload() - this.size) {
			throw tooBig();
		}
		this.ascii = this.ascii && Utf8Validator.isAscii(bytes, offset, length);
		append(bytes, offset, length);
	}

	private void append(byte[] bytes, int offset, int length) {
		if (this.messageOpcode == Opcode.TEXT && !this.ascii) {
			validate(bytes, offset, length);
		}
		if (length > this.buffer.length - this.size) {
			grow(length);
		}
		System.arraycopy(bytes, offset, this.buffer, this.size, length);
		this.size += length;
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

	private void grow(int length) {
		int wanted = this.size + length;
		if (this.size == 0 && this.borrowed == null && length <= BufferPool.LARGE) {
			this.borrowed = this.pool.borrow(length);
			this.buffer = this.borrowed.bytes;
			return;
		}
		this.buffer = Arrays.copyOf(this.buffer, capacity(wanted));
		releaseSegment();
	}

	/**
	 * Twice what has arrived, but no more than a final frame can still bring.
	 */
	private int capacity(int wanted) {
		long twice = Math.max(wanted * 2L, SMALLEST_ARRAY);
		long most = (this.rsv == 0 && this.fin) ? this.size + Math.max(this.frameRemaining, 0) + (wanted - this.size)
				: this.limits.maxPayload();
		return (int) Math.max(wanted, Math.min(Math.min(twice, most), MAX_ARRAY));
	}

	private void deliverWhole(byte[] bytes, int offset, int length, boolean ascii) {
		int kind = this.messageOpcode;
		endMessage();
		if (kind == Opcode.TEXT) {
			if (!ascii && !Utf8Validator.isValid(bytes, offset, length)) {
				throw invalidText();
			}
			this.target.text(string(bytes, offset, length, ascii));
		}
		else {
			this.target.binary(Arrays.copyOfRange(bytes, offset, offset + length));
		}
	}

	private void deliverAssembled() {
		int kind = this.messageOpcode;
		byte[] bytes = this.buffer;
		int length = this.size;
		boolean ascii = this.ascii;
		if (kind == Opcode.TEXT) {
			if (!ascii && this.utf8 != null && !this.utf8.isComplete()) {
				throw invalidText();
			}
			String text = string(bytes, 0, length, ascii);
			endMessage();
			this.target.text(text);
		}
		else {
			boolean handOver = this.borrowed == null && bytes.length == length;
			byte[] data = handOver ? bytes : Arrays.copyOf(bytes, length);
			endMessage();
			this.target.binary(data);
		}
	}

	private static String string(byte[] bytes, int offset, int length, boolean ascii) {
		return new String(bytes, offset, length, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
	}

	private void endMessage() {
		this.messageOpcode = 0;
		this.size = 0;
		this.utf8 = null;
		if (this.borrowed == null) {
			this.buffer = NOTHING;
		}
	}

	/**
	 * Ends a batch of received bytes: a borrowed segment goes back, what it holds of an
	 * unfinished message moves to an array of its own size.
	 */
	void settle() {
		if (this.borrowed != null) {
			this.buffer = (this.size == 0) ? NOTHING : Arrays.copyOf(this.buffer, this.size);
			releaseSegment();
		}
	}

	/** Drops an unfinished message: nothing will follow it. */
	void abandon() {
		releaseSegment();
		this.buffer = NOTHING;
		this.size = 0;
		this.utf8 = null;
		this.control = NOTHING;
	}

	private void releaseSegment() {
		if (this.borrowed != null) {
			this.pool.release(this.borrowed);
			this.borrowed = null;
		}
	}

}
