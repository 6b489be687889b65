package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes as compressed messages: they are refused with a code that fits or come
 * out as from the JDK's inflater, and never by more than a buffer above what is allowed.
 */
class PerMessageDeflateFuzzTests {

	private static final int OVERSHOOT = 64 * 1024;

	private static final int MAX_MESSAGES = 4;

	private static final byte[] END = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private static final Inflater INFLATER = new Inflater(true);

	/**
	 * The first byte: window, context and the largest message. Then messages: two bytes
	 * of length, and what was received.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		int setup = input.next();
		List<byte[]> payloads = new ArrayList<>();
		while (payloads.size() < MAX_MESSAGES && !input.isEmpty()) {
			payloads.add(input.take(input.next16() & 0x1FF));
		}
		int limit = ((setup & 0x10) == 0) ? OVERSHOOT + 1000 : 100;
		List<byte[]> messages = receive(setup, limit, payloads);
		compare(setup, payloads, messages);
		sendBack(setup, messages);
	}

	private static MessageCodec codec(PerMessageDeflate extension, int setup) {
		List<ExtensionParameter> parameters = new ArrayList<>();
		parameters.add(ExtensionParameter.of("client_max_window_bits", 8 + (setup & 7)));
		Extension.Agreement agreement = extension.accept(new ExtensionElement(PerMessageDeflate.NAME, parameters));
		return agreement.codec();
	}

	private static PerMessageDeflate extension(int setup) {
		boolean takeover = hasContext(setup);
		return new PerMessageDeflate(PerMessageDeflateOptions.builder()
			.threshold(0)
			.serverContextTakeover(takeover)
			.clientContextTakeover(takeover)
			.build());
	}

	private static boolean hasContext(int setup) {
		return (setup & 8) != 0;
	}

	private static List<byte[]> receive(int setup, int limit, List<byte[]> payloads) {
		PerMessageDeflate extension = extension(setup);
		MessageCodec codec = codec(extension, setup);
		long lent = PerMessageDeflate.INFLATERS.lent();
		List<byte[]> messages = new ArrayList<>();
		try {
			for (byte[] payload : payloads) {
				ByteArrayOutputStream message = new ByteArrayOutputStream();
				codec.decode(payload, 0, payload.length, (out, from, count) -> take(message, out, from, count, limit));
				messages.add(message.toByteArray());
			}
		}
		catch (WsProtocolException ex) {
			require(ex.closeCode() == CloseCode.INVALID_PAYLOAD || ex.closeCode() == CloseCode.MESSAGE_TOO_BIG,
					"1007 or 1009");
		}
		codec.close();
		requireEqual(extension.retainedBytes(), 0L, "nothing is retained behind the end");
		requireEqual(PerMessageDeflate.INFLATERS.lent(), lent, "nothing stays borrowed");
		return messages;
	}

	private static void take(ByteArrayOutputStream message, byte[] bytes, int offset, int length, int limit) {
		require(length > 0 && length <= OVERSHOOT, "no more comes out at once than a buffer holds");
		if (length > limit - message.size()) {
			throw WsProtocolException.messageTooBig("too big");
		}
		message.write(bytes, offset, length);
	}

	/** What came out is what the JDK makes of it, unless a block is final. */
	private static void compare(int setup, List<byte[]> payloads, List<byte[]> messages) {
		byte[] history = new byte[0];
		for (int i = 0; i < messages.size(); i++) {
			byte[] message = messages.get(i);
			if (payloads.get(i).length > 0) {
				byte[] expected = inflate(payloads.get(i), history, message.length);
				if (expected == null) {
					return;
				}
				require(Arrays.equals(message, expected), "the JDK makes the same of it");
			}
			if (hasContext(setup)) {
				byte[] all = Arrays.copyOf(history, history.length + message.length);
				System.arraycopy(message, 0, all, history.length, message.length);
				// What the peer agreed to refer to at most.
				history = Arrays.copyOfRange(all, Math.max(0, all.length - (1 << 8 + (setup & 7))), all.length);
			}
		}
	}

	private static byte[] inflate(byte[] payload, byte[] history, int length) {
		INFLATER.reset();
		if (history.length > 0) {
			INFLATER.setDictionary(history);
		}
		byte[] in = Arrays.copyOf(payload, payload.length + END.length);
		System.arraycopy(END, 0, in, payload.length, END.length);
		INFLATER.setInput(in);
		byte[] message = new byte[length + 1];
		try {
			int size = 0;
			for (int count; (count = INFLATER.inflate(message, size, message.length - size)) > 0;) {
				size += count;
			}
			return INFLATER.finished() ? null : Arrays.copyOf(message, size);
		}
		catch (DataFormatException ex) {
			throw new AssertionError("what comes out is DEFLATE to the JDK", ex);
		}
	}

	/** What was decompressed is compressed and decompressed again. */
	private static void sendBack(int setup, List<byte[]> messages) {
		PerMessageDeflateOptions options = extension(setup).options();
		Negotiated connection = Negotiated.with(options);
		for (byte[] message : messages) {
			ByteArrayOutputStream payload = new ByteArrayOutputStream();
			if (message.length < 1000 && connection.server().encode(message, 0, message.length, payload::write)) {
				require(payload.size() < message.length, "it is sent compressed only if that is shorter");
				require(Arrays.equals(Negotiated.decode(connection.client(), payload.toByteArray()), message),
						"what is sent arrives");
			}
		}
		connection.server().close();
		connection.client().close();
	}

	@ParameterizedTest
	@Corpus
	void anyBytesAsCompressedMessages(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
