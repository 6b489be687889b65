package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;

/**
 * Content of a Close frame (RFC 6455 section 5.5.1).
 *
 * @param code the close code; {@link CloseCode#NO_STATUS} stands for an empty frame
 * @param reason text for people, at most 123 bytes of UTF-8
 */
public record Close(int code, String reason) {

	/** What fits a control frame beside the code. */
	public static final int MAX_REASON_BYTES = 123;

	public static final Close EMPTY = new Close(CloseCode.NO_STATUS, "");

	/** What may be sent is checked by {@link #toPayload()}. */
	public Close {
		Objects.requireNonNull(reason, "'reason' must not be null");
	}

	/**
	 * A Close that an endpoint may send.
	 * @throws IllegalArgumentException if the code must not be sent or the reason is
	 * longer than {@value #MAX_REASON_BYTES} bytes of UTF-8
	 */
	public static Close of(int code, String reason) {
		Close close = new Close(CloseCode.requireSendable(code), reason);
		close.toPayload();
		return close;
	}

	/** A Close whose reason is cut, at a character's border, to what fits the frame. */
	static Close truncating(int code, String reason) {
		byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
		if (utf8.length <= MAX_REASON_BYTES) {
			return new Close(code, reason);
		}
		int end = MAX_REASON_BYTES;
		while ((utf8[end] & 0xC0) == 0x80) {
			end--;
		}
		return new Close(code, new String(utf8, 0, end, StandardCharsets.UTF_8));
	}

	/**
	 * Reads the payload of a received Close frame.
	 * @throws WsProtocolException 1002 for a lone byte or a code that must not be sent,
	 * 1007 for a reason that is not UTF-8
	 */
	static Close parse(byte[] payload, int offset, int length) {
		if (length == 0) {
			return EMPTY;
		}
		// RFC 6455 section 5.5.1: if there is a body, it starts with a 2-byte code.
		if (length == 1) {
			throw WsProtocolException.protocolError("close frame with a body of one byte (RFC 6455 section 5.5.1)");
		}
		int code = (payload[offset] & 0xFF) << 8 | (payload[offset + 1] & 0xFF);
		if (!CloseCode.isSendable(code)) {
			throw WsProtocolException.protocolError("close code " + code + " (RFC 6455 section 7.4)");
		}
		if (!Utf8Validator.isValid(payload, offset + 2, length - 2)) {
			throw WsProtocolException.invalidPayload("close reason is not UTF-8 (RFC 6455 section 5.5.1)");
		}
		return new Close(code, new String(payload, offset + 2, length - 2, StandardCharsets.UTF_8));
	}

	/**
	 * No bytes for {@link CloseCode#NO_STATUS}, else code and reason.
	 * @throws IllegalArgumentException if the code must not be sent or the reason is too
	 * long
	 */
	byte[] toPayload() {
		if (this.code == CloseCode.NO_STATUS) {
			return new byte[0];
		}
		CloseCode.requireSendable(this.code);
		byte[] utf8 = this.reason.getBytes(StandardCharsets.UTF_8);
		if (utf8.length > MAX_REASON_BYTES) {
			throw new IllegalArgumentException("close reason has " + utf8.length + " bytes of UTF-8, at most "
					+ MAX_REASON_BYTES + " fit (RFC 6455 section 5.5)");
		}
		byte[] payload = new byte[2 + utf8.length];
		payload[0] = (byte) (this.code >> 8);
		payload[1] = (byte) this.code;
		System.arraycopy(utf8, 0, payload, 2, utf8.length);
		return payload;
	}

	byte[] echo() {
		return (this.code == CloseCode.NO_STATUS) ? new byte[0] : Arrays.copyOf(toPayload(), 2);
	}

}
