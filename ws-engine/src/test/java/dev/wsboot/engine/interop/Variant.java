package dev.wsboot.engine.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.protocol.Side;

/**
 * What one side wants of permessage-deflate, or what both agreed on (RFC 7692 section
 * 7.1).
 *
 * @param serverTakeover whether the server's messages may refer to its earlier ones
 * @param clientTakeover whether the client's may
 * @param serverBits window of the server, 8 to 15; 0 without compression
 * @param clientBits window of the client
 */
record Variant(boolean serverTakeover, boolean clientTakeover, int serverBits, int clientBits) {

	/** No compression. */
	static final Variant NONE = new Variant(false, false, 0, 0);

	/** All that the extension gives. */
	static final Variant ALL = new Variant(true, true, 15, 15);

	/**
	 * Every manner of context takeover, every window of each side, and no compression.
	 */
	static Stream<Variant> all() {
		Stream<Variant> takeovers = Stream.of(ALL, ALL.takeover(true, false), ALL.takeover(false, true),
				ALL.takeover(false, false));
		Stream<Variant> windows = IntStream.rangeClosed(8, 15).mapToObj((bits) -> ALL.bits(bits, 23 - bits));
		return Stream.of(takeovers, windows, Stream.of(new Variant(false, false, 10, 11), NONE))
			.flatMap(Function.identity());
	}

	/** What a server's answer says; null is no answer. */
	static Variant ofAnswer(String answer) {
		if (answer == null) {
			return NONE;
		}
		return new Variant(!answer.contains("server_no_context_takeover"),
				!answer.contains("client_no_context_takeover"), bits(answer, "server_max_window_bits"),
				bits(answer, "client_max_window_bits"));
	}

	private static int bits(String answer, String parameter) {
		Matcher matcher = Pattern.compile(parameter + "=\"?(\\d+)").matcher(answer);
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : 15;
	}

	/** The same with other takeover, if it compresses. */
	Variant takeover(boolean server, boolean client) {
		return !compresses() ? this : new Variant(server, client, this.serverBits, this.clientBits);
	}

	/** The same with other windows, if it compresses. */
	Variant bits(int server, int client) {
		return !compresses() ? this : new Variant(this.serverTakeover, this.clientTakeover, server, client);
	}

	/** The same, the server's window not limited. */
	Variant withoutServerWindow() {
		return bits(15, this.clientBits);
	}

	/** The same, the client's window not limited. */
	Variant withoutClientWindow() {
		return bits(this.serverBits, 15);
	}

	/** The same, the client's messages free to refer to earlier ones. */
	Variant withClientTakeover() {
		return takeover(this.serverTakeover, true);
	}

	/** The same, the client's part limited to what it offered. */
	Variant withinClient(Variant offer) {
		return new Variant(this.serverTakeover, this.clientTakeover && offer.clientTakeover, this.serverBits,
				Math.min(this.clientBits, offer.clientBits));
	}

	boolean compresses() {
		return this.serverBits != 0;
	}

	boolean takeover(Side side) {
		return (side == Side.SERVER) ? this.serverTakeover : this.clientTakeover;
	}

	int bits(Side side) {
		return (side == Side.SERVER) ? this.serverBits : this.clientBits;
	}

	/** Our options that ask for this, so that every message is compressed. */
	WsOptions options(String... subprotocols) {
		WsOptions.Builder options = WsOptions.builder().subprotocols(List.of(subprotocols));
		if (!compresses()) {
			return options.perMessageDeflate(false).build();
		}
		return options
			.compression(PerMessageDeflateOptions.builder()
				.threshold(0)
				.serverContextTakeover(this.serverTakeover)
				.clientContextTakeover(this.clientTakeover)
				.serverMaxWindowBits(this.serverBits)
				.clientMaxWindowBits(this.clientBits)
				.build())
			.build();
	}

	/** A client's offer that asks for this, as parameters of RFC 7692. */
	List<String> offer() {
		List<String> parameters = new ArrayList<>();
		if (!this.serverTakeover) {
			parameters.add("server_no_context_takeover");
		}
		if (!this.clientTakeover) {
			parameters.add("client_no_context_takeover");
		}
		if (this.serverBits < 15) {
			parameters.add("server_max_window_bits=" + this.serverBits);
		}
		if (this.clientBits < 15) {
			parameters.add("client_max_window_bits=" + this.clientBits);
		}
		return parameters;
	}

	@Override
	public String toString() {
		return compresses() ? "permessage-deflate " + offer() : "uncompressed";
	}

}
