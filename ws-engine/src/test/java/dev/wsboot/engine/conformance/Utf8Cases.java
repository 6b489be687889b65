package dev.wsboot.engine.conformance;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.wsboot.engine.testing.Frame;

/**
 * A text is UTF-8 (RFC 6455 section 8.1, RFC 3629). One that is not fails the connection
 * at the first byte with which it can no longer become so, however much of its frame or
 * of its message is still to come.
 *
 * <p>
 * In what is not UTF-8, {@code !} stands before that byte, or at the end of a text that
 * ends within a character.
 */
final class Utf8Cases {

	private static final String MIXED = "Aé λ א ✓ 駅 🚂.";

	private static final Map<String, String> VALID = new LinkedHashMap<>();

	private static final Map<String, String> INVALID = new LinkedHashMap<>();

	static {
		valid("First character of one byte", "00");
		valid("First character of two bytes", "C2 80");
		valid("First character of three bytes", "E0 A0 80");
		valid("First character of four bytes", "F0 90 80 80");
		valid("Last character of one byte", "7F");
		valid("Last character of two bytes", "DF BF");
		valid("Last character of three bytes", "EF BF BF");
		valid("Last character of four bytes", "F4 8F BF BF");
		valid("Last character before the surrogates", "ED 9F BF");
		valid("First character after the surrogates", "EE 80 80");
		valid("Replacement character", "EF BF BD");
		valid("Byte order mark, which is a character as any other", "EF BB BF 61");
		valid("Byte order mark alone", "EF BB BF");
		valid("Last character of every lead of three bytes",
				"E1 BF BF E2 BF BF E3 BF BF E4 BF BF E5 BF BF E6 BF BF E7 BF BF E8 BF BF E9 BF BF EA BF BF EB BF BF EC BF BF");
		valid("First and last character of every lead of four bytes",
				"F0 90 80 80 F0 BF BF BF F1 80 80 80 F1 BF BF BF F2 80 80 80 F2 BF BF BF F3 80 80 80 F3 BF BF BF F4 80 80 80");
		valid("Nothing but NUL characters", "00 00 00 00 00 00 00 00 00");

		invalid("Continuation byte, the first of them", "!80");
		invalid("Continuation byte, the last of them", "!BF");
		for (int count = 2; count <= 7; count++) {
			invalid(count + " continuation bytes", "!80" + " BF 80 BF 80 BF 80".substring(0, 3 * (count - 1)));
		}
		invalid("Continuation byte behind ASCII", "61 62 !80 63");
		invalid("Continuation byte behind a character of two bytes", "C3 A9 !A9");
		invalid("Continuation byte behind a character of three bytes", "E2 82 AC !AC");
		invalid("Continuation byte behind a character of four bytes", "F0 9F 9A 82 !82");

		invalid("Lead of two bytes before a space", "C3 !20");
		invalid("Lead of three bytes before a space", "E2 !20");
		invalid("Lead of three bytes and one more before a space", "E2 82 !20");
		invalid("Lead of four bytes before a space", "F1 !20");
		invalid("Lead of four bytes and one more before a space", "F1 80 !20");
		invalid("Lead of four bytes and two more before a space", "F1 80 80 !20");
		invalid("Lead before a lead of two bytes", "C3 !C3 A9");
		invalid("Lead before a lead of three bytes", "E2 82 !E2 82 AC");
		invalid("Lead before a lead of four bytes", "F0 9F 9A !F0 9F 9A 82");

		invalid("Ends behind a lead of two bytes", "61 C3 !");
		invalid("Ends behind a lead of three bytes", "61 E2 !");
		invalid("Ends behind two bytes of three", "61 E2 82 !");
		invalid("Ends behind a lead of four bytes", "61 F0 !");
		invalid("Ends behind two bytes of four", "61 F0 9F !");
		invalid("Ends behind three bytes of four", "61 F0 9F 9A !");

		invalid("Lead of five bytes", "!F8 88 80 80 80");
		invalid("Last character of five bytes", "!FB BF BF BF BF");
		invalid("Lead of six bytes", "!FC 84 80 80 80 80");
		invalid("Last character of six bytes", "!FD BF BF BF BF BF");
		invalid("Byte FE", "!FE");
		invalid("Byte FF", "!FF");
		invalid("Bytes FE FE FF FF", "!FE FE FF FF");
		invalid("Bytes FF FE, the mark of another encoding", "!FF FE 61 00");
		invalid("Leads that no character has, behind ASCII", "78 !F5 80 80 80");
		invalid("Above the last character, U+110000", "F4 !90 80 80");
		invalid("Above the last character, U+13FFFF", "F4 !BF BF BF");
		invalid("Above the last character, U+140000", "!F5 80 80 80");
		invalid("Above the last character, U+1FFFFF", "!F7 BF BF BF");
		invalid("Above the last character, behind a text", "CE BA C3 B3 F4 !90 80 80 65");

		invalid("Slash in two bytes", "!C0 AF");
		invalid("Slash in three bytes", "E0 !80 AF");
		invalid("Slash in four bytes", "F0 !80 80 AF");
		invalid("Slash in five bytes", "!F8 80 80 80 AF");
		invalid("Slash in six bytes", "!FC 80 80 80 80 AF");
		invalid("U+7F in two bytes", "!C1 BF");
		invalid("U+7FF in three bytes", "E0 !9F BF");
		invalid("U+FFFF in four bytes", "F0 !8F BF BF");
		invalid("U+1FFFFF in five bytes", "!F8 87 BF BF BF");
		invalid("U+3FFFFFF in six bytes", "!FC 83 BF BF BF BF");
		invalid("NUL in two bytes", "!C0 80");
		invalid("NUL in three bytes", "E0 !80 80");
		invalid("NUL in four bytes", "F0 !80 80 80");
		invalid("NUL in five bytes", "!F8 80 80 80 80");
		invalid("NUL in six bytes", "!FC 80 80 80 80 80");

		invalid("First high surrogate", "ED !A0 80");
		invalid("High surrogate U+DB7F", "ED !AD BF");
		invalid("High surrogate U+DB80", "ED !AE 80");
		invalid("Last high surrogate", "ED !AF BF");
		invalid("First low surrogate", "ED !B0 80");
		invalid("Low surrogate U+DF80", "ED !BE 80");
		invalid("Last low surrogate", "ED !BF BF");
		invalid("Pair of surrogates, first and first", "ED !A0 80 ED B0 80");
		invalid("Pair of surrogates, first and last", "ED !A0 80 ED BF BF");
		invalid("Pair of surrogates, last and first", "ED !AF BF ED B0 80");
		invalid("Pair of surrogates, last and last", "ED !AF BF ED BF BF");
		invalid("Surrogate behind a text", "CE BA CF 8C ED !A0 80 65 64");
	}

	private Utf8Cases() {
	}

	private static void valid(String title, String hex) {
		VALID.put(title, hex);
	}

	private static void invalid(String title, String hex) {
		INVALID.put(title, hex);
	}

	static Cases all() {
		Cases cases = new Cases(6, "UTF-8");
		empty(cases.section());
		fragments(cases.section());
		cases.section();
		VALID.forEach((title, hex) -> cases.test(title + ": " + hex + " (8.1)",
				(tester) -> tester.echoes(Frame.text(bytes(hex))).closes()));
		noncharacters(cases.section());
		cases.section();
		INVALID.forEach((title, hex) -> cases.test(title + ": " + hex + " (8.1)",
				(tester) -> tester.sends(Frame.text(bytes(hex))).failsWith(1007)));
		cases.section();
		INVALID.forEach((title, hex) -> cases.test(title + ", at once: " + hex + " (8.1)",
				(tester) -> failsAtOnce(tester, bytes(hex), hex.indexOf('!') / 3)));
		prefixes(cases.section());
		return cases;
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replaceAll("[ !]", ""));
	}

	/**
	 * Nothing happens before the byte that decides, nor has anything to follow it:
	 * neither of its frame nor of its message.
	 */
	private static void failsAtOnce(Tester tester, byte[] text, int good) {
		tester.sends(Frame.text(Arrays.copyOf(text, good)).unfinished(), Frame.ping("still open?"))
			.receives(Frame.pong("still open?"));
		if (good == text.length) {
			tester.sends(Frame.continuation("")).failsWith(1007);
			return;
		}
		byte[] rest = Arrays.copyOfRange(text, good, text.length + 100);
		tester.sendsAllBut(rest.length - 1, Frame.continuation(rest).unfinished()).failsWith(1007);
	}

	private static void empty(Cases cases) {
		cases.test("Empty text (5.6)", (tester) -> tester.echoes(Frame.text("")).closes());
		cases.test("Empty text in three fragments (5.6)",
				(tester) -> tester
					.echoes(Frame.text("").unfinished(), Frame.continuation("").unfinished(), Frame.continuation(""))
					.closes());
		cases.test("Text in the middle one of three fragments (5.6)",
				(tester) -> tester
					.echoes(Frame.text("").unfinished(), Frame.continuation("middle").unfinished(),
							Frame.continuation(""))
					.closes());
	}

	private static void fragments(Cases cases) {
		byte[] mixed = Frame.utf8(MIXED);
		cases.test("Characters of every length (8.1)", (tester) -> tester.echoes(Frame.text(mixed)).closes());
		for (int size = 1; size <= 5; size++) {
			int length = size;
			cases.test("Characters of every length in fragments of " + size + " bytes (8.1)",
					(tester) -> tester.sends(Frame.text(mixed).inFragmentsOf(length))
						.receives(Frame.text(mixed))
						.closes());
		}
		cases.test("Characters of every length in fragments of 1 byte with Pings between them (8.1)", (tester) -> {
			for (Frame fragment : Frame.text(mixed).inFragmentsOf(1)) {
				tester.sends(fragment);
				if (!fragment.fin()) {
					tester.sends(Frame.ping("?")).receives(Frame.pong("?"));
				}
			}
			tester.receives(Frame.text(mixed)).closes();
		});
		byte[] broken = bytes("CE BA E1 BD B9 CF 83 ED A0 80 65 64");
		cases.test("Surrogate in fragments of 1 byte (8.1)",
				(tester) -> tester.sends(Frame.text(broken).inFragmentsOf(1)).failsWith(1007));
		cases.test("Bytes that are not UTF-8 are fine in a binary message (5.6)",
				(tester) -> tester.echoes(Frame.binary(broken)).closes());
		cases.test("Surrogate behind 64 KiB of text, at once (8.1)", (tester) -> {
			ByteArrayOutputStream long64 = new ByteArrayOutputStream();
			long64.writeBytes(Samples.prose(65536, 1));
			long64.writeBytes(broken);
			tester.sendsAllBut(3, Frame.text(long64.toByteArray())).failsWith(1007);
		});
	}

	/** They are characters for all that UTF-8 knows of. */
	private static void noncharacters(Cases cases) {
		for (int plane = 0; plane <= 0x10; plane++) {
			for (int last = 0xFFFE; last <= 0xFFFF; last++) {
				String text = Character.toString((plane << 16) | last);
				cases.test("Noncharacter U+%04X (8.1)".formatted(text.codePointAt(0)),
						(tester) -> tester.echoes(Frame.text(text)).closes());
			}
		}
	}

	/** A text may end where a character does. */
	private static void prefixes(Cases cases) {
		byte[] mixed = Frame.utf8("é✓🚂é");
		for (int length = 1; length <= mixed.length; length++) {
			byte[] prefix = Arrays.copyOf(mixed, length);
			boolean whole = length == mixed.length || (mixed[length] & 0xC0) != 0x80;
			cases.test("The first " + length + " of " + mixed.length + " bytes, which "
					+ (whole ? "are whole characters" : "end within one") + " (8.1)", (tester) -> {
						if (whole) {
							tester.echoes(Frame.text(prefix)).closes();
						}
						else {
							tester.sends(Frame.text(prefix)).failsWith(1007);
						}
					});
		}
	}

}
