package dev.wsboot.engine.internal.deflate;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * RFC 7692 section 7.1 against zlib, as Node has it: whatever was negotiated, zlib with a
 * window of just that size understands what is sent, and what it sends is understood.
 */
class ZlibTests {

	/** zlib compresses with no smaller window. */
	private static final int LEAST_OF_ZLIB = 9;

	private static final List<byte[]> MESSAGES = List.of(Samples.json(1, 300), Samples.json(1, 3000),
			Samples.json(2, 3000), Samples.mixed(1, 100_000), Samples.json(3, 40_000), Samples.mixed(2, 1000),
			Samples.json(1, 3000));

	private static Process node;

	private static BufferedWriter requests;

	private static BufferedReader answers;

	@BeforeAll
	static void startNode() throws IOException {
		boolean found = Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "node")));
		assumeThat(found).as("node is on the path").isTrue();
		node = new ProcessBuilder("node",
				Path.of("src/test/resources/dev/wsboot/engine/internal/deflate/zlib.mjs").toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		requests = node.outputWriter();
		answers = node.inputReader();
	}

	@AfterAll
	static void stopNode() {
		if (node != null) {
			node.destroy();
		}
	}

	static Stream<PerMessageDeflateOptions> options() {
		return IntStream.rangeClosed(8, 15)
			.boxed()
			.flatMap((bits) -> Stream.of(1, 2, 6, 9).map((level) -> options(bits, level)))
			.flatMap((options) -> Stream.of(options,
					options.toBuilder().serverContextTakeover(true).clientContextTakeover(true).build()));
	}

	private static PerMessageDeflateOptions options(int bits, int level) {
		return PerMessageDeflateOptions.builder()
			.threshold(0)
			.level(level)
			.serverMaxWindowBits(bits)
			.clientMaxWindowBits(bits)
			.build();
	}

	@ParameterizedTest
	@MethodSource("options")
	void zlibUnderstandsWhatIsSent(PerMessageDeflateOptions options) throws IOException {
		Negotiated connection = Negotiated.with(options);
		understands(connection.server(), options.serverMaxWindowBits(), options.serverContextTakeover());
		understands(connection.client(), options.clientMaxWindowBits(), options.clientContextTakeover());
	}

	private static void understands(MessageCodec codec, int bits, boolean context) throws IOException {
		List<byte[]> compressed = MESSAGES.stream().map((message) -> Negotiated.encode(codec, message)).toList();
		assertThat(join(ask(false, bits, context, compressed))).isEqualTo(join(MESSAGES));
	}

	@ParameterizedTest
	@MethodSource("options")
	void whatZlibSendsIsUnderstood(PerMessageDeflateOptions options) throws IOException {
		Negotiated connection = Negotiated.with(options);
		isUnderstood(connection.server(), options.clientMaxWindowBits(), options.clientContextTakeover());
		isUnderstood(connection.client(), options.serverMaxWindowBits(), options.serverContextTakeover());
	}

	private static void isUnderstood(MessageCodec codec, int bits, boolean context) throws IOException {
		if (bits >= LEAST_OF_ZLIB) {
			List<byte[]> compressed = ask(true, bits, context, MESSAGES);
			assertThat(compressed.stream().map((payload) -> Negotiated.decode(codec, payload)).toList())
				.containsExactlyElementsOf(MESSAGES);
		}
	}

	/** What a smaller window than negotiated does: the check above is able to fail. */
	@ParameterizedTest
	@MethodSource("options")
	void zlibRefusesWhatReachesTooFarBack(PerMessageDeflateOptions options) throws IOException {
		if (options.serverMaxWindowBits() > 9 && options.level() > 1) {
			byte[] far = Samples.noise(1, (1 << options.serverMaxWindowBits()) - 100);
			ByteArrayOutputStream twice = new ByteArrayOutputStream();
			twice.writeBytes(far);
			twice.writeBytes(far);
			byte[] payload = Negotiated.encode(Negotiated.with(options).server(), twice.toByteArray());
			assertThat(answer(false, options.serverMaxWindowBits() - 1, false, List.of(payload)))
				.contains("too far back");
			assertThat(join(ask(false, options.serverMaxWindowBits(), false, List.of(payload))))
				.isEqualTo(twice.toByteArray());
		}
	}

	private static List<byte[]> ask(boolean compress, int bits, boolean context, List<byte[]> messages)
			throws IOException {
		List<byte[]> answer = new ArrayList<>();
		for (String message : answer(compress, bits, context, messages).split(" ")) {
			answer.add(Base64.getDecoder().decode(message));
		}
		return answer;
	}

	private static String answer(boolean compress, int bits, boolean context, List<byte[]> messages)
			throws IOException {
		String all = messages.stream()
			.map((message) -> '"' + Base64.getEncoder().encodeToString(message) + '"')
			.collect(Collectors.joining(","));
		requests.write("{\"compress\":%s,\"bits\":%d,\"context\":%s,\"messages\":[%s]}%n".formatted(compress, bits,
				context, all));
		requests.flush();
		return answers.readLine();
	}

	private static byte[] join(List<byte[]> parts) {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		parts.forEach(whole::writeBytes);
		return whole.toByteArray();
	}

}
