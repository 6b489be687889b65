package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.WsSubprotocolChoice;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake (RFC 6455 section 4.2): the one judge of the
 * requests to an endpoint, wherever they come in. Does no I/O: whoever has read the
 * request writes the answer. Immutable.
 */
public final class ServerHandshake {

	/** The version of the protocol that is spoken, and the only one. */
	static final String VERSION = "13";

	private final OriginPolicy origins;

	private final WsSubprotocolChoice subprotocols;

	private final List<Extension> extensions;

	/**
	 * Each of the endpoint's extensions is tried in its order with the client's offers in
	 * theirs, and the first offer that it accepts counts; an extension whose reserved bit
	 * is taken is declined.
	 */
	public ServerHandshake(OriginPolicy origins, WsSubprotocolChoice subprotocols, List<Extension> extensions) {
		this.origins = origins;
		this.subprotocols = subprotocols;
		this.extensions = extensions;
	}

	/**
	 * Whether a request, whose header fields are found by name, wants to become a
	 * WebSocket, however wrongly: such a one is nobody else's to answer. RFC 9110 section
	 * 7.8 lets a server ignore offers of other protocols, as of HTTP/2.
	 */
	public static boolean isAttempt(Function<String, @Nullable String> field) {
		String upgrade = field.apply("Upgrade");
		return (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"))
				|| field.apply("Sec-WebSocket-Key") != null || field.apply("Sec-WebSocket-Version") != null;
	}

	/**
	 * Judges a request. What is no handshake is told so first; the origin of a handshake
	 * counts before what it asks for. {@code host} is what the client addressed, with its
	 * port unless that is the default, or null if it is not known.
	 */
	public Outcome judge(String method, boolean http11, WsRequest request, @Nullable String host) {
		Headers headers = request.headers();
		Refusal refusal = read(method, http11, headers);
		if (refusal != null) {
			return Refused.because(refusal);
		}
		// RFC 6455 section 4.2.2: a foreign origin is answered 403.
		if (!this.origins.allows(headers.first("Origin"), request.secure(), host)) {
			return Refused.because(Refusal.ORIGIN);
		}
		return negotiate(request);
	}

	private static @Nullable Refusal read(String method, boolean http11, Headers request) {
		// RFC 6455 section 4.2.1: an HTTP/1.1 or higher GET request.
		if (!method.equals("GET")) {
			return Refusal.METHOD;
		}
		if (!http11) {
			return Refusal.HTTP_VERSION;
		}
		// RFC 6455 section 4.2.1: an Upgrade field containing the value "websocket".
		if (!request.hasToken("Upgrade", "websocket")) {
			return Refusal.UPGRADE;
		}
		// RFC 9112 section 6: these tell of a body.
		if (request.first("Transfer-Encoding") != null
				|| !request.all("Content-Length").stream().allMatch("0"::equals)) {
			return Refusal.BODY;
		}
		// RFC 6455 section 4.2.1: a Connection field that includes the token "Upgrade".
		if (!request.hasToken("Connection", "Upgrade")) {
			return Refusal.CONNECTION;
		}
		// RFC 6455 section 4.4: another version is answered with those that are spoken.
		if (!request.all("Sec-WebSocket-Version").equals(List.of(VERSION))) {
			return Refusal.VERSION;
		}
		// RFC 6455 section 4.2.1: a base64-encoded value that is 16 bytes in length.
		List<String> keys = request.all("Sec-WebSocket-Key");
		return (keys.size() == 1 && SecWebSocketKey.isValid(keys.get(0))) ? null : Refusal.KEY;
	}

	private Outcome negotiate(WsRequest request) {
		Set<String> offered = new LinkedHashSet<>();
		for (String value : request.headers().all("Sec-WebSocket-Protocol")) {
			for (String element : value.split(",", -1)) {
				String name = element.strip();
				if (Headers.isToken(name)) {
					offered.add(name);
				}
				else if (!name.isEmpty()) {
					return Refused.because(Refusal.SUBPROTOCOL);
				}
			}
		}
		List<ExtensionElement> offers;
		try {
			offers = ExtensionHeader.parse(request.headers().all("Sec-WebSocket-Extensions"));
		}
		catch (IllegalArgumentException ex) {
			return Refused.because(Refusal.EXTENSIONS, String.valueOf(ex.getMessage()));
		}
		try {
			return accept(request, choose(offered, request), agree(offers));
		}
		catch (WsHandshakeException ex) {
			return Refused.because(Refusal.SUBPROTOCOL, ex);
		}
		catch (Throwable ex) {
			// The application's code: whatever it throws, the client gets an answer.
			return Refused.failed(ex);
		}
	}

	private @Nullable String choose(Set<String> offered, WsRequest request) {
		String chosen = this.subprotocols.chooseSubprotocol(List.copyOf(offered), request);
		// RFC 6455 section 4.2.2: one of those that the client offers, or none.
		if (chosen != null && !offered.contains(chosen)) {
			throw new IllegalStateException("subprotocol '" + chosen + "' was chosen, which was not offered");
		}
		return chosen;
	}

	private List<Extension.Agreement> agree(List<ExtensionElement> offers) {
		List<Extension.Agreement> agreements = new ArrayList<>(this.extensions.size());
		int taken = 0;
		try {
			for (Extension extension : this.extensions) {
				// RFC 6455 section 9.1: no two extensions may claim the same reserved
				// bit.
				Extension.Agreement agreement = ((taken & extension.rsv()) == 0) ? agree(offers, extension) : null;
				if (agreement != null) {
					agreements.add(agreement);
					taken |= extension.rsv();
				}
			}
		}
		catch (Throwable ex) {
			agreements.forEach((agreement) -> agreement.codec().close());
			throw ex;
		}
		return agreements;
	}

	private static Extension.@Nullable Agreement agree(List<ExtensionElement> offers, Extension extension) {
		for (ExtensionElement offer : offers) {
			Extension.Agreement agreement = offer.name().equalsIgnoreCase(extension.name()) ? extension.accept(offer)
					: null;
			if (agreement != null) {
				return agreement;
			}
		}
		return null;
	}

	private static Accepted accept(WsRequest request, @Nullable String subprotocol,
			List<Extension.Agreement> agreements) {
		String key = request.headers().all("Sec-WebSocket-Key").get(0);
		List<String> extensions = agreements.stream().map((agreement) -> agreement.answer().toString()).toList();
		Headers.Builder response = Headers.builder()
			.add("Upgrade", "websocket")
			.add("Connection", "Upgrade")
			.add("Sec-WebSocket-Accept", SecWebSocketKey.accept(key));
		if (subprotocol != null) {
			response.add("Sec-WebSocket-Protocol", subprotocol);
		}
		if (!extensions.isEmpty()) {
			response.add("Sec-WebSocket-Extensions", String.join(", ", extensions));
		}
		// An extension that gives no codec is found out here, where it costs an answer
		// only.
		return new Accepted(response.build(), subprotocol, extensions,
				List.copyOf(agreements.stream().map(Extension.Agreement::codec).toList()));
	}

	public sealed interface Outcome permits Accepted, Refused {

	}

	/**
	 * The connection is to be opened: 101. The extensions are as they stand in the
	 * answer, their codecs in the same order.
	 */
	public record Accepted(Headers response, @Nullable String subprotocol, List<String> extensions,
			List<MessageCodec> codecs) implements Outcome {

	}

	/**
	 * No connection is to be opened. The message is one line of text for the answer's
	 * body, the cause what the application's code threw, for the log.
	 */
	public record Refused(Refusal refusal, int status, Headers response, String message,
			@Nullable Throwable cause) implements Outcome {

		public static Refused because(Refusal refusal) {
			return because(refusal, refusal.message());
		}

		/** As the rules say, in more detail. */
		public static Refused because(Refusal refusal, String message) {
			return new Refused(refusal, refusal.status(), refusal.headers(), message, null);
		}

		/** As the application says, in the part of it that the refusal names. */
		public static Refused because(Refusal refusal, WsHandshakeException said) {
			return new Refused(refusal, (said.status() != 0) ? said.status() : refusal.status(), said.headers(),
					String.valueOf(said.getMessage()), null);
		}

		/** The application's code failed, of which the client gets no details. */
		public static Refused failed(Throwable cause) {
			return new Refused(Refusal.ERROR, Refusal.ERROR.status(), Refusal.ERROR.headers(), Refusal.ERROR.message(),
					cause);
		}

	}

}
