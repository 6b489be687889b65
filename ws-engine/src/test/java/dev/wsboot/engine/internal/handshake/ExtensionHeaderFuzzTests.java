package dev.wsboot.engine.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;
import dev.wsboot.engine.fuzz.Corpus;
import dev.wsboot.engine.fuzz.FuzzInput;
import org.junit.jupiter.params.ParameterizedTest;

import static dev.wsboot.engine.fuzz.Invariant.requireEqual;

/**
 * Arbitrary text as {@code Sec-WebSocket-Extensions}, judged by the grammar of RFC 6455
 * section 9.1 as a regular expression; and arbitrary elements, which arrive as they were
 * written.
 */
class ExtensionHeaderFuzzTests {

	private static final String SPACE = "[ \\t]*+";

	private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";

	private static final String QUOTED = "\"(?:\\\\?" + TOKEN + ")++\"";

	private static final String PARAMETER = TOKEN + "++" + SPACE + "(?:=" + SPACE + "(?:" + TOKEN + "++|" + QUOTED + ")"
			+ SPACE + ")?+";

	private static final String EXTENSION = TOKEN + "++" + SPACE + "(?:;" + SPACE + PARAMETER + ")*+";

	private static final Pattern LIST = Pattern
		.compile("(?:" + SPACE + ",)*+" + SPACE + EXTENSION + "(?:," + SPACE + "(?:" + EXTENSION + ")?+)*+");

	private static final String TOKEN_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			+ "!#$%&'*+-.^_`|~";

	/** Text in ISO 8859-1, a new field at every line feed; and elements to be written. */
	public static void fuzzerTestOneInput(byte[] data) {
		read(List.of(new String(data, StandardCharsets.ISO_8859_1).split("\n", -1)));
		write(elements(new FuzzInput(data)));
	}

	private static void read(List<String> fields) {
		boolean valid = LIST.matcher(String.join(",", fields)).matches();
		try {
			List<ExtensionElement> elements = ExtensionHeader.parse(fields);
			requireEqual(valid, true, "what is accepted keeps the grammar: " + fields);
			write(elements);
		}
		catch (IllegalArgumentException ex) {
			requireEqual(valid, false, "what keeps the grammar is accepted: " + fields + ": " + ex.getMessage());
		}
	}

	private static void write(List<ExtensionElement> elements) {
		String header = elements.stream().map(ExtensionElement::toString).collect(Collectors.joining(", "));
		requireEqual(ExtensionHeader.parse(List.of(header)), elements, "what is written is read again");
	}

	private static List<ExtensionElement> elements(FuzzInput input) {
		List<ExtensionElement> elements = new ArrayList<>();
		do {
			String name = token(input);
			List<ExtensionParameter> parameters = new ArrayList<>();
			for (int count = input.next() & 3; count > 0; count--) {
				String parameter = token(input);
				parameters.add(new ExtensionParameter(parameter, ((input.next() & 1) == 0) ? null : token(input)));
			}
			elements.add(new ExtensionElement(name, parameters));
		}
		while (!input.isEmpty());
		return elements;
	}

	private static String token(FuzzInput input) {
		StringBuilder token = new StringBuilder();
		for (int length = 1 + (input.next() & 7); length > 0; length--) {
			token.append(TOKEN_CHARACTERS.charAt(input.next() % TOKEN_CHARACTERS.length()));
		}
		return token.toString();
	}

	@ParameterizedTest
	@Corpus
	void keepsTheGrammar(byte[] input) {
		fuzzerTestOneInput(input);
	}

}
