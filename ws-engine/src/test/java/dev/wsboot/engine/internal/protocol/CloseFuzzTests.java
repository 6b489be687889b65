package dev.wsboot.engine.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.fuzz.Corpus;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes as the payload of a Close frame, and arbitrary text as a reason.
 */
class CloseFuzzTests {

	/** The input is a payload, and in UTF-16 a reason. */
	public static void fuzzerTestOneInput(byte[] data) {
		received(Arrays.copyOf(data, Math.min(data.length, 125)));
		truncated(new String(data, StandardCharsets.UTF_16BE));
	}

	private static void received(byte[] payload) {
		int expected = expectedFailure(payload);
		byte[] amid = new byte[payload.length + 6];
		System.arraycopy(payload, 0, amid, 3, payload.length);
		try {
			Close close = Close.parse(amid, 3, payload.length);
			requireEqual(0, expected, "an invalid payload is refused");
			requireEqual(ByteBuffer.wrap(close.toPayload()), ByteBuffer.wrap(payload), "what was read is what is sent");
			byte[] echo = close.echo();
			requireEqual(ByteBuffer.wrap(echo), ByteBuffer.wrap(payload, 0, echo.length), "the code is echoed");
		}
		catch (WsProtocolException ex) {
			requireEqual(ex.closeCode(), expected, "the rule that is broken decides the code");
		}
	}

	private static int expectedFailure(byte[] payload) {
		if (payload.length == 0) {
			return 0;
		}
		int code = (payload.length == 1) ? -1 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
		boolean allowed = switch (code) {
			case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
			default -> code / 1000 == 3 || code / 1000 == 4;
		};
		if (!allowed) {
			return CloseCode.PROTOCOL_ERROR;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, 2, payload.length - 2));
			return 0;
		}
		catch (CharacterCodingException ex) {
			return CloseCode.INVALID_PAYLOAD;
		}
	}

	private static void truncated(String reason) {
		byte[] whole = reason.getBytes(StandardCharsets.UTF_8);
		byte[] payload = Close.truncating(CloseCode.NORMAL, reason).toPayload();
		require(payload.length <= 125, "it fits a control frame");
		int kept = payload.length - 2;
		require(kept == whole.length || whole.length - kept > 0 && kept > 119, "no more is cut than has to be");
		requireEqual(ByteBuffer.wrap(payload, 2, kept), ByteBuffer.wrap(whole, 0, kept), "the start is kept");
		requireEqual(Close.parse(payload, 0, payload.length).code(), CloseCode.NORMAL, "the peer can read it");
	}

	@ParameterizedTest
	@Corpus
	void anyPayloadAndAnyReason(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
