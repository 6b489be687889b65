package dev.wsboot.engine.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Parameters of permessage-deflate (RFC 7692 section 7.1), as the tester offers them or
 * as it answers.
 *
 * @param serverTakeover whether the server may refer to its earlier messages
 * @param clientTakeover whether the client may
 * @param serverBits window of the server, 8 to 15, or 0 if nothing is said of it
 * @param clientBits window of the client, 8 to 15, or 0 if nothing is said of it
 */
record Compression(boolean serverTakeover, boolean clientTakeover, int serverBits, int clientBits) {

	/** Nothing is said. */
	static final Compression PLAIN = new Compression(true, true, 0, 0);

	private static final String NAME = "permessage-deflate";

	/** The element of an offer; in one, a client says that its window may be limited. */
	String offer() {
		return element() + ((this.clientBits == 0) ? "; client_max_window_bits" : "");
	}

	/** The element of an answer, and of an offer that does not let the server decide. */
	String element() {
		return NAME + (this.serverTakeover ? "" : "; server_no_context_takeover")
				+ (this.clientTakeover ? "" : "; client_no_context_takeover")
				+ ((this.serverBits != 0) ? "; server_max_window_bits=" + this.serverBits : "")
				+ ((this.clientBits != 0) ? "; client_max_window_bits=" + this.clientBits : "");
	}

	/**
	 * Reads an answer to this offer and judges it.
	 * @param answer the value of the header field, or null if there is none
	 * @return what holds from now on for a client that does as it said
	 */
	Compression agree(String answer) {
		Compression agreed = parse(answer);
		if (!this.serverTakeover && agreed.serverTakeover) {
			throw new AssertionError("7.1.1.1: server_no_context_takeover is confirmed, not ignored by " + answer);
		}
		if (this.serverBits != 0 && (agreed.serverBits == 0 || agreed.serverBits > this.serverBits)) {
			throw new AssertionError("7.1.2.1: server_max_window_bits is kept or lowered, not " + answer);
		}
		if (this.clientBits != 0 && agreed.clientBits > this.clientBits) {
			throw new AssertionError("7.1.2.2: client_max_window_bits is kept or lowered, not " + answer);
		}
		int bits = (agreed.clientBits != 0) ? agreed.clientBits : this.clientBits;
		return new Compression(agreed.serverTakeover, agreed.clientTakeover && this.clientTakeover, agreed.serverBits,
				bits);
	}

	private static Compression parse(String answer) {
		if (answer == null) {
			throw new AssertionError(NAME + " was offered and is not in the answer");
		}
		List<String> parts = new ArrayList<>(List.of(answer.split("\\s*;\\s*")));
		if (!parts.remove(0).equals(NAME)) {
			throw new AssertionError("Nothing but " + NAME + " was offered, not " + answer);
		}
		Set<String> names = new HashSet<>();
		int serverBits = 0;
		int clientBits = 0;
		for (String part : parts) {
			String[] parameter = part.split("=");
			if (!names.add(parameter[0])) {
				throw new AssertionError("7: a parameter stands there once, not as in " + answer);
			}
			switch (parameter[0]) {
				case "server_max_window_bits" -> serverBits = Integer.parseInt(parameter[1]);
				case "client_max_window_bits" -> clientBits = Integer.parseInt(parameter[1]);
				case "server_no_context_takeover", "client_no_context_takeover" -> {
				}
				default -> throw new AssertionError("7.1: parameters are known, not as in " + answer);
			}
		}
		return new Compression(!names.contains("server_no_context_takeover"),
				!names.contains("client_no_context_takeover"), serverBits, clientBits);
	}

	/** What the tester does with its messages and those of the endpoint that it tests. */
	Deflation deflation(boolean testerIsServer) {
		return testerIsServer
				? new Deflation(this.serverTakeover, this.serverBits, this.clientTakeover, this.clientBits)
				: new Deflation(this.clientTakeover, this.clientBits, this.serverTakeover, this.serverBits);
	}

}
