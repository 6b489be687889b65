package dev.wsboot.demo;

import java.text.Normalizer;

import org.jspecify.annotations.Nullable;

/**
 * The rules for what users write. Whatever passes is still text, not HTML: the page must
 * set it as such.
 */
final class ChatInput {

	static final int LONGEST_NICKNAME = 24;

	static final int LONGEST_MESSAGE = 1000;

	private ChatInput() {
	}

	/**
	 * Checks a nickname. Characters that nobody sees are refused, and those of the same
	 * look become the same where Unicode says so: it takes more to pose as another.
	 */
	static String nickname(@Nullable String text) {
		String name = check("A nickname", Normalizer.normalize((text != null) ? text : "", Normalizer.Form.NFKC),
				LONGEST_NICKNAME);
		if (name.codePoints().anyMatch((character) -> Character.getType(character) == Character.FORMAT)) {
			throw new ChatRefusal("A nickname must not contain invisible characters");
		}
		return name;
	}

	static String message(@Nullable String text) {
		return check("A message", (text != null) ? text : "", LONGEST_MESSAGE);
	}

	private static String check(String what, String text, int longest) {
		String stripped = text.strip();
		if (stripped.isEmpty()) {
			throw new ChatRefusal(what + " must not be empty");
		}
		if (stripped.length() > longest) {
			throw new ChatRefusal(what + " must not be longer than " + longest + " characters");
		}
		if (stripped.codePoints().anyMatch(ChatInput::isNoText)) {
			throw new ChatRefusal(what + " must not contain control characters");
		}
		return stripped;
	}

	private static boolean isNoText(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				true;
			default -> false;
		};
	}

}
