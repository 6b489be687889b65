package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.testing.DeflateStream;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary messages through the compressor at any level, window and context: the JDK's
 * inflater, knowing no more of the earlier messages than the window, gives them back, and
 * no distance exceeds the window.
 */
class MessageDeflaterFuzzTests {

	private static final int MAX_MESSAGES = 4;

	private static final int MAX_LENGTH = 512;

	private static final MessageDeflater DEFLATER = new MessageDeflater();

	private static final Inflater INFLATER = new Inflater(true);

	/**
	 * The first byte: level; the second: window, context and, with the smallest window,
	 * whether to look at the distances. Then how to make messages: see {@link #message}.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		int level = 1 + input.next() % 9;
		int setup = input.next();
		int windowBits = 8 + (setup & 7);
		SlidingWindow context = ((setup & 8) == 0) ? null : new SlidingWindow(1 << windowBits);
		byte[] history = new byte[0];
		for (int count = 0; count < MAX_MESSAGES && !input.isEmpty(); count++) {
			byte[] message = message(input);
			// Amid other bytes, which it must neither refer to nor reach.
			byte[] array = join(message, message, message);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			boolean smaller = DEFLATER.deflate(level, windowBits, context, array, message.length, message.length,
					out::write);
			byte[] payload = out.toByteArray();
			requireEqual(smaller, payload.length < message.length, "it shrank or it did not");
			byte[] known = (context != null) ? tail(history, 1 << windowBits) : new byte[0];
			require(Arrays.equals(inflate(payload, known, message.length), message), "what comes out is what went in");
			if ((setup & 0xF7) == 0) {
				require(DeflateStream.ofMessage(payload, known).maxDistance() <= 1 << windowBits,
						"no distance exceeds the window");
			}
			if (context != null) {
				context.append(message, 0, message.length);
				history = join(history, message);
			}
		}
	}

	/**
	 * A message that compresses: a byte below 0x80 stands for so many bytes of the input,
	 * one above for a repetition, of so many times 8 bytes, from a distance that follows;
	 * 0xFF ends it.
	 */
	private static byte[] message(FuzzInput input) {
		byte[] message = new byte[MAX_LENGTH];
		int size = 0;
		while (!input.isEmpty() && size < MAX_LENGTH) {
			int choice = input.next();
			if (choice == 0xFF) {
				break;
			}
			if (choice < 0x80) {
				byte[] literal = input.take(Math.min(choice, MAX_LENGTH - size));
				System.arraycopy(literal, 0, message, size, literal.length);
				size += literal.length;
			}
			else {
				int distance = 1 + input.next16() % MAX_LENGTH;
				for (int end = Math.min(MAX_LENGTH, size + (choice - 0x7F) * 8); size < end; size++) {
					// What lies before the message is a pattern without a short period.
					int from = size - distance;
					message[size] = (from >= 0) ? message[from] : (byte) (from * from >> 5);
				}
			}
		}
		return Arrays.copyOf(message, size);
	}

	private static byte[] inflate(byte[] payload, byte[] known, int expected) {
		INFLATER.reset();
		if (known.length > 0) {
			INFLATER.setDictionary(known);
		}
		INFLATER.setInput(join(payload, new byte[] { 0, 0, (byte) 0xFF, (byte) 0xFF }));
		byte[] message = new byte[expected + 1];
		int length = 0;
		try {
			for (int count; (count = INFLATER.inflate(message, length, message.length - length)) > 0;) {
				length += count;
			}
		}
		catch (DataFormatException ex) {
			throw new AssertionError("what comes out is DEFLATE", ex);
		}
		requireEqual(INFLATER.getRemaining(), 0, "all of it is read");
		require(!INFLATER.finished(), "no block is final");
		return Arrays.copyOf(message, length);
	}

	private static byte[] tail(byte[] bytes, int length) {
		return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - length), bytes.length);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

	@ParameterizedTest
	@Corpus
	void comesBackAsItWas(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
