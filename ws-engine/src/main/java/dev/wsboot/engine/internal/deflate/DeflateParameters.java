package dev.wsboot.engine.internal.deflate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of permessage-deflate (RFC 7692 section 7.1), as offered or as agreed.
 *
 * @param serverNoContextTakeover whether the server forgets its window after a message
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits largest window of the server, 8 to 15, or {@link #ABSENT}
 * @param clientMaxWindowBits largest window of the client, 8 to 15, or {@link #ABSENT};
 * without a value in an offer it is 15, which says the same
 */
record DeflateParameters(boolean serverNoContextTakeover, boolean clientNoContextTakeover, int serverMaxWindowBits,
		int clientMaxWindowBits) {

	/** The parameter is not there. */
	static final int ABSENT = 0;

	private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";

	private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";

	private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";

	private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

	static DeflateParameters ofOffer(ExtensionElement offer) {
		return parse(offer, true);
	}

	static DeflateParameters ofAnswer(ExtensionElement answer) {
		return parse(answer, false);
	}

	// RFC 7692 section 7: an offer or answer with an unknown parameter, a parameter twice
	// or an invalid value is to be declined, or fails the connection, respectively.
	private static DeflateParameters parse(ExtensionElement element, boolean offer) {
		Set<String> seen = new HashSet<>();
		int serverBits = ABSENT;
		int clientBits = ABSENT;
		for (ExtensionParameter parameter : element.parameters()) {
			String name = parameter.name().toLowerCase(Locale.ROOT);
			String value = parameter.value();
			require(seen.add(name), parameter, "stands there twice");
			switch (name) {
				case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER ->
					require(value == null, parameter, "must not have a value");
				case SERVER_MAX_WINDOW_BITS -> serverBits = bits(parameter, value);
				case CLIENT_MAX_WINDOW_BITS -> clientBits = (offer && value == null)
						? PerMessageDeflateOptions.MAX_WINDOW_BITS : bits(parameter, value);
				default -> require(false, parameter, "is not known");
			}
		}
		return new DeflateParameters(seen.contains(SERVER_NO_CONTEXT_TAKEOVER),
				seen.contains(CLIENT_NO_CONTEXT_TAKEOVER), serverBits, clientBits);
	}

	// RFC 7692 section 7.1.2: a decimal integer without leading zeroes between 8 and 15.
	private static int bits(ExtensionParameter parameter, @Nullable String value) {
		boolean valid = value != null && (value.matches("[89]|1[0-5]"));
		require(valid, parameter, "must be 8 to 15");
		return Integer.parseInt(String.valueOf(value));
	}

	private static void require(boolean holds, ExtensionParameter parameter, String otherwise) {
		if (!holds) {
			throw new IllegalArgumentException(
					PerMessageDeflate.NAME + " parameter '" + parameter + "' " + otherwise + " (RFC 7692 section 7.1)");
		}
	}

	/** What a server that wants the options answers to this offer. */
	DeflateParameters answer(PerMessageDeflateOptions options) {
		// RFC 7692 section 7.1.2.1: the answer repeats or lowers what is offered, and may
		// set a limit of its own where none is.
		int offered = (this.serverMaxWindowBits != ABSENT) ? this.serverMaxWindowBits
				: PerMessageDeflateOptions.MAX_WINDOW_BITS;
		int lowered = Math.min(offered, options.serverMaxWindowBits());
		boolean silent = this.serverMaxWindowBits == ABSENT && lowered == PerMessageDeflateOptions.MAX_WINDOW_BITS;
		// RFC 7692 section 7.1.2.2: the client's window may be limited only if it offers
		// to obey; no limit is what absence says.
		int client = Math.min(this.clientMaxWindowBits, options.clientMaxWindowBits());
		return new DeflateParameters(this.serverNoContextTakeover || !options.serverContextTakeover(),
				this.clientNoContextTakeover || !options.clientContextTakeover(), silent ? ABSENT : lowered,
				(client < PerMessageDeflateOptions.MAX_WINDOW_BITS) ? client : ABSENT);
	}

	/**
	 * What holds for a client whose options restrict it further than this answer does.
	 */
	DeflateParameters restrictClient(PerMessageDeflateOptions options) {
		return new DeflateParameters(this.serverNoContextTakeover,
				this.clientNoContextTakeover || !options.clientContextTakeover(), this.serverMaxWindowBits,
				Math.min(windowBits(false), options.clientMaxWindowBits()));
	}

	/** Whether this answer is one that a server may give to the offer. */
	boolean answers(DeflateParameters offer) {
		return (this.serverNoContextTakeover || !offer.serverNoContextTakeover) && (offer.serverMaxWindowBits == ABSENT
				|| (this.serverMaxWindowBits != ABSENT && this.serverMaxWindowBits <= offer.serverMaxWindowBits))
				&& this.clientMaxWindowBits <= offer.clientMaxWindowBits;
	}

	/** The largest window that messages of one side refer to, 8 to 15. */
	int windowBits(boolean server) {
		int bits = server ? this.serverMaxWindowBits : this.clientMaxWindowBits;
		return (bits != ABSENT) ? bits : PerMessageDeflateOptions.MAX_WINDOW_BITS;
	}

	/** Whether messages of one side may refer to earlier ones. */
	boolean contextTakeover(boolean server) {
		return server ? !this.serverNoContextTakeover : !this.clientNoContextTakeover;
	}

	ExtensionElement toOffer() {
		boolean unlimited = this.clientMaxWindowBits == PerMessageDeflateOptions.MAX_WINDOW_BITS;
		return element(unlimited ? ExtensionParameter.of(CLIENT_MAX_WINDOW_BITS) : null);
	}

	ExtensionElement toAnswer() {
		return element(null);
	}

	private ExtensionElement element(@Nullable ExtensionParameter clientBits) {
		List<ExtensionParameter> parameters = new ArrayList<>(4);
		if (this.serverNoContextTakeover) {
			parameters.add(ExtensionParameter.of(SERVER_NO_CONTEXT_TAKEOVER));
		}
		if (this.clientNoContextTakeover) {
			parameters.add(ExtensionParameter.of(CLIENT_NO_CONTEXT_TAKEOVER));
		}
		if (this.serverMaxWindowBits != ABSENT) {
			parameters.add(ExtensionParameter.of(SERVER_MAX_WINDOW_BITS, this.serverMaxWindowBits));
		}
		if (clientBits != null) {
			parameters.add(clientBits);
		}
		else if (this.clientMaxWindowBits != ABSENT) {
			parameters.add(ExtensionParameter.of(CLIENT_MAX_WINDOW_BITS, this.clientMaxWindowBits));
		}
		return new ExtensionElement(PerMessageDeflate.NAME, parameters);
	}

}
