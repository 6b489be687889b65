package dev.wsboot.engine.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.internal.http.FuzzedHead;
import dev.wsboot.engine.internal.http.HttpHeadCollector;
import dev.wsboot.engine.internal.http.HttpHeadException;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes as the answer to a handshake: only what answers it opens a connection,
 * with nothing that was not offered.
 */
class ClientHandshakeFuzzTests {

	private static final String VALID = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

	private static final List<String> SUBPROTOCOLS = List.of("chat", "super");

	private static final List<Extension> EXTENSIONS = List.of(
			new TestExtension("one", 4, (element) -> element.parameters().isEmpty()), TestExtension.of("two", 2),
			TestExtension.of("three", 4));

	private static final ClientHandshake HANDSHAKE = new ClientHandshake("dGhlIHNhbXBsZSBub25jZQ==", "a", "/",
			Headers.EMPTY, SUBPROTOCOLS, EXTENSIONS);

	/**
	 * The first byte: whether the rest stands alone or adds fields to a valid answer; the
	 * second: how to cut.
	 */
	public static void fuzzerTestOneInput(byte[] data) {
		FuzzInput input = new FuzzInput(data);
		String start = ((input.next() & 1) == 0) ? "" : VALID;
		int seed = input.next();
		String bytes = start + new String(input.rest(), StandardCharsets.ISO_8859_1);
		HttpHeadCollector head = FuzzedHead.of(bytes.getBytes(StandardCharsets.ISO_8859_1), seed);
		if (head == null) {
			return;
		}
		try {
			HttpResponseHead answer = HttpResponseHead.parse(head);
			require(answer.status() >= 100 && answer.status() <= 999, "a status has three digits");
			checkAgreed(HANDSHAKE.verify(answer, "body"), FuzzedHead.text(head).toLowerCase(Locale.ROOT));
		}
		catch (HttpHeadException ex) {
			require(Set.of(400, 431, 505).contains(ex.status()), "a status that the documentation names");
		}
		catch (WsHandshakeException ex) {
			requireEqual(ex.body(), "body", "who is refused can look at the body");
			require(ex.status() >= 100, "and at the status");
		}
	}

	private static void checkAgreed(ClientHandshake.Agreed agreed, String head) {
		require(head.matches("(?s)http/1\\.. 101[ \\r].*"), "a 101");
		require(head.contains("\r\nupgrade:") && head.contains("websocket"), "that upgrades to websocket");
		require(head.contains("\r\nconnection:"), "names the upgrade in Connection");
		require(head.contains("s3ppLmbitxaq9kygzzhzrbk+xoo=".toLowerCase(Locale.ROOT)),
				"and proves that it read the key");
		require(agreed.subprotocol() == null || SUBPROTOCOLS.contains(agreed.subprotocol()), "an offered subprotocol");
		requireEqual(agreed.codecs().size(), agreed.extensions().size(), "a codec for every extension");
		requireEqual(agreed.codecs().stream().map((codec) -> codec.rsv()).distinct().count(),
				(long) agreed.codecs().size(), "each with a bit of its own");
	}

	@ParameterizedTest
	@Corpus
	void onlyAnswersOpen(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
