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
	 * Creates the judge of an endpoint.
	 * <p>
	 * Extensions: each of the endpoint's is tried in its order with the client's offers
	 * in theirs, and the first offer that it accepts counts; an extension whose reserved
	 * bit is taken is declined.
	 * @param origins which pages may connect
	 * @param subprotocols chooses one of those that the client offers
	 * @param extensions what the endpoint may agree to, the preferred first
	 */
	public ServerHandshake(OriginPolicy origins, WsSubprotocolChoice subprotocols, List<Extension> extensions) {
		this.origins = origins;
		this.subprotocols = subprotocols;
		this.extensions = extensions;
	}

	/**
	 * Whether a request wants to become a WebSocket, however wrongly: such a one is
	 * nobody else's to answer. RFC 9110 section 7.8 lets a server ignore offers of other
	 * protocols, as of HTTP/2.
	 * @param field finds the value of a header field by its name
	 * @return false for what may be answered as plain HTTP
	 */
	public static boolean isAttempt(Function<String, @Nullable String> field) {
		String upgrade = field.apply("Upgrade");
		return (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"))
				|| field.apply("Sec-WebSocket-Key") != null || field.apply("Sec-WebSocket-Version") != null;
	}

	/**
	 * Judges a request. What is no handshake is told so first; the origin of a handshake
	 * counts before what it asks for.
	 * @param method its method
	 * @param http11 whether it is an HTTP/1.1 request
	 * @param request what the application will see of it
	 * @param host the host that the client addressed, and its port unless that is the
	 * default; null if it is not known
	 * @return the answer to be written
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
		return new Accepted(response.build(), subprotocol, extensions,
				agreements.stream().map(Extension.Agreement::codec).toList());
	}

	/** The answer to a handshake request. */
	public sealed interface Outcome permits Accepted, Refused {

	}

	/**
	 * The connection is to be opened: 101.
	 *
	 * @param response header fields of the answer
	 * @param subprotocol the chosen subprotocol, or null
	 * @param extensions the agreed extensions, as they stand in the answer
	 * @param codecs their codecs, in the same order
	 */
	public record Accepted(Headers response, @Nullable String subprotocol, List<String> extensions,
			List<MessageCodec> codecs) implements Outcome {

		/**
		 * Copies the lists.
		 */
		public Accepted {
			extensions = List.copyOf(extensions);
			codecs = List.copyOf(codecs);
		}

	}

	/**
	 * No connection is to be opened.
	 *
	 * @param refusal why
	 * @param status the HTTP status
	 * @param response header fields of the answer
	 * @param message one line of text for its body
	 * @param cause for the log: what the application's code threw, or null
	 */
	public record Refused(Refusal refusal, int status, Headers response, String message,
			@Nullable Throwable cause) implements Outcome {

		/**
		 * As the rules say.
		 * @param refusal why
		 * @return the answer
		 */
		public static Refused because(Refusal refusal) {
			return because(refusal, refusal.message());
		}

		/**
		 * As the rules say, in more detail.
		 * @param refusal why
		 * @param message one line of text
		 * @return the answer
		 */
		public static Refused because(Refusal refusal, String message) {
			return new Refused(refusal, refusal.status(), refusal.headers(), message, null);
		}

		/**
		 * As the application says.
		 * @param refusal which part of the application
		 * @param said the answer that it wants
		 * @return the answer
		 */
		public static Refused because(Refusal refusal, WsHandshakeException said) {
			return new Refused(refusal, (said.status() != 0) ? said.status() : refusal.status(), said.headers(),
					String.valueOf(said.getMessage()), null);
		}

		/**
		 * The application's code failed, of which the client gets no details.
		 * @param cause what it threw
		 * @return the answer
		 */
		public static Refused failed(Throwable cause) {
			return new Refused(Refusal.ERROR, Refusal.ERROR.status(), Refusal.ERROR.headers(), Refusal.ERROR.message(),
					cause);
		}

	}

}
