package dev.wsboot.engine.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import dev.wsboot.engine.internal.http.FuzzedHead;
import dev.wsboot.engine.internal.http.HttpHeadCollector;
import dev.wsboot.engine.internal.http.HttpHeadException;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.require;
import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary bytes as a handshake request: only what is a handshake opens a connection,
 * and no request can make the answer anything but one well-formed head.
 */
class ServerHandshakeFuzzTests {

	private static final String VALID = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

	private static final List<String> SUBPROTOCOLS = List.of("chat", "super");

	private static final List<Extension> EXTENSIONS = List.of(
			new TestExtension("one", 4, (element) -> element.parameters().isEmpty()), TestExtension.of("two", 2),
			TestExtension.of("three", 4));

	private static final ServerHandshake HANDSHAKE = new ServerHandshake(new OriginPolicy(List.of()),
			(offered, request) -> offered.stream().filter(SUBPROTOCOLS::contains).findFirst().orElse(null), EXTENSIONS);

	/**
	 * The first byte: whether the rest stands alone or adds fields to a valid request;
	 * the second: how to cut.
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
			HttpRequestHead request = HttpRequestHead.parse(head);
			checkRead(request, FuzzedHead.text(head));
			checkAnswer(request, FuzzedHead.text(head));
		}
		catch (HttpHeadException ex) {
			require(Set.of(400, 431, 505).contains(ex.status()), "a status that the documentation names");
			require(isOneLine(ex.getMessage()), "a message of one line");
		}
	}

	private static void checkRead(HttpRequestHead request, String head) {
		require(request.target().startsWith("/"), "the target is a path");
		require(request.target().chars().allMatch((c) -> c > ' ' && c <= '~'), "without what has to be encoded");
		// The path is for routing, not for a file system; but no line may end in it.
		byte[] written = request.toBytes();
		HttpHeadCollector collector = new HttpHeadCollector(4096);
		collector.take(written, 0, written.length);
		requireEqual(HttpRequestHead.parse(collector).headers().asMap(), request.headers().asMap(),
				"what was read is written and read again as the same");
		requireEqual(request.headers().asMap().values().stream().mapToInt(List::size).sum(),
				head.split("\r\n").length - 1, "every line is a field");
	}

	private static void checkAnswer(HttpRequestHead request, String head) {
		WsRequest asked = new WsRequest(request.target(), request.headers(), Map.of(), null, null, false);
		ServerHandshake.Outcome outcome = HANDSHAKE.judge(request.method(), request.minorVersion() > 0, asked,
				request.headers().first("Host"));
		if (outcome instanceof ServerHandshake.Accepted accepted) {
			checkAccepted(accepted, head);
		}
		else if (outcome instanceof ServerHandshake.Refused refused) {
			require(refused.refusal().status() == refused.status() && refused.status() != 500,
					"the status that the reason has");
			require(isOneLine(refused.message()), "a message of one line");
			checkHead(new HttpResponseHead(refused.status(), refused.response()));
		}
	}

	private static void checkAccepted(ServerHandshake.Accepted accepted, String head) {
		String lower = head.toLowerCase(Locale.ROOT);
		require(head.startsWith("GET "), "a GET");
		require(lower.contains("websocket") && lower.contains("\r\nupgrade:"), "that upgrades to websocket");
		require(lower.contains("\r\nconnection:"), "names the upgrade in Connection");
		require(lower.contains("\r\nsec-websocket-version:"), "has a version");
		require(!lower.contains("\r\ntransfer-encoding:"), "has no body");
		int key = lower.indexOf("\r\nsec-websocket-key:");
		require(key >= 0 && lower.indexOf("\r\nsec-websocket-key:", key + 1) < 0, "and one key");
		String value = head.substring(key + 20, head.indexOf("\r\n", key + 2)).strip();
		requireEqual(Base64.getDecoder().decode(value).length, 16, "of 16 bytes");
		require(accepted.subprotocol() == null || SUBPROTOCOLS.contains(accepted.subprotocol()), "a known subprotocol");
		requireEqual(accepted.codecs().size(), accepted.extensions().size(), "a codec for every extension");
		require(accepted.codecs().stream().mapToInt((codec) -> codec.rsv()).sum() <= 7
				&& accepted.codecs().stream().map((codec) -> codec.rsv()).distinct().count() == accepted.codecs()
					.size(),
				"each with a bit of its own");
		HttpResponseHead answer = checkHead(new HttpResponseHead(101, accepted.response()));
		ClientHandshake client = new ClientHandshake(value, "a", "/", Headers.EMPTY, SUBPROTOCOLS, EXTENSIONS);
		requireEqual(client.verify(answer, "").subprotocol(), accepted.subprotocol(), "the client agrees");
	}

	private static HttpResponseHead checkHead(HttpResponseHead answer) {
		byte[] bytes = answer.toBytes();
		HttpHeadCollector collector = new HttpHeadCollector(64 * 1024);
		requireEqual(collector.take(bytes, 0, bytes.length), bytes.length, "the answer is one head");
		HttpResponseHead read = HttpResponseHead.parse(collector);
		requireEqual(read.headers().asMap(), answer.headers().asMap(), "with its own fields only");
		return read;
	}

	private static boolean isOneLine(String message) {
		return message != null && message.chars().allMatch((c) -> c >= ' ' && c <= '~');
	}

	@ParameterizedTest
	@Corpus
	void onlyHandshakesOpen(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
