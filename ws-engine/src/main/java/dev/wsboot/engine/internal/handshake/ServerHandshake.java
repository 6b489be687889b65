package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake (RFC 6455 section 4.2). A pure function:
 * whoever has read the request writes the answer.
 */
public final class ServerHandshake {

	/** The version of the protocol that is spoken, and the only one. */
	static final String VERSION = "13";

	private static final String SUBPROTOCOL = "subprotocol";

	private ServerHandshake() {
	}

	/**
	 * Judges a handshake request.
	 * <p>
	 * Extensions: each of the endpoint's is tried in its order with the client's offers
	 * in theirs, and the first offer that it accepts counts; an extension whose reserved
	 * bit is taken is declined.
	 * @param method method of the request
	 * @param request its header fields
	 * @param subprotocol chooses one of those that the client offers, or null to open the
	 * connection without
	 * @param extensions what the endpoint may agree to, the preferred first
	 * @return the answer to be written; a {@link WsHandshakeException} of the choice is a
	 * refusal
	 * @throws IllegalStateException if what is chosen was not offered
	 */
	public static Outcome evaluate(String method, Headers request, Function<List<String>, @Nullable String> subprotocol,
			List<Extension> extensions) {
		// RFC 6455 section 4.2.1: an HTTP/1.1 or higher GET request.
		if (!method.equals("GET")) {
			return refuse(405, "Allow", "GET", "a WebSocket handshake is a GET request", "method");
		}
		// RFC 6455 section 4.2.1: an Upgrade field containing the value "websocket".
		if (!request.hasToken("Upgrade", "websocket")) {
			return refuse(426, "Upgrade", "websocket", "this is a WebSocket endpoint: Upgrade is to be websocket",
					"upgrade");
		}
		// RFC 6455 section 4.2.1: a Connection field that includes the token "Upgrade".
		if (!request.hasToken("Connection", "Upgrade")) {
			return refuse(400, "Connection is to include Upgrade", "connection");
		}
		// RFC 6455 section 4.4: another version is answered with those that are spoken.
		if (!request.all("Sec-WebSocket-Version").equals(List.of(VERSION))) {
			return refuse(426, "Sec-WebSocket-Version", VERSION, "Sec-WebSocket-Version is to be " + VERSION,
					"version");
		}
		// RFC 6455 section 4.2.1: a base64-encoded value that is 16 bytes in length.
		List<String> keys = request.all("Sec-WebSocket-Key");
		if (keys.size() != 1 || !SecWebSocketKey.isValid(keys.get(0))) {
			return refuse(400, "Sec-WebSocket-Key is to be there once, as base64 of 16 bytes", "key");
		}
		return negotiate(keys.get(0), request, subprotocol, extensions);
	}

	private static Outcome negotiate(String key, Headers request, Function<List<String>, @Nullable String> subprotocol,
			List<Extension> extensions) {
		Set<String> offered = new LinkedHashSet<>();
		for (String value : request.all("Sec-WebSocket-Protocol")) {
			for (String element : value.split(",", -1)) {
				String name = element.strip();
				if (Headers.isToken(name)) {
					offered.add(name);
				}
				else if (!name.isEmpty()) {
					return refuse(400, "Sec-WebSocket-Protocol is to be a list of tokens", SUBPROTOCOL);
				}
			}
		}
		List<ExtensionElement> offers;
		try {
			offers = ExtensionHeader.parse(request.all("Sec-WebSocket-Extensions"));
		}
		catch (IllegalArgumentException ex) {
			return refuse(400, String.valueOf(ex.getMessage()), "extensions");
		}
		try {
			return accept(key, choose(subprotocol, offered), agree(offers, extensions));
		}
		catch (WsHandshakeException ex) {
			return new Refused((ex.status() != 0) ? ex.status() : 400, ex.headers(), String.valueOf(ex.getMessage()),
					SUBPROTOCOL);
		}
	}

	private static @Nullable String choose(Function<List<String>, @Nullable String> subprotocol, Set<String> offered) {
		String chosen = subprotocol.apply(List.copyOf(offered));
		// RFC 6455 section 4.2.2: one of those that the client offers, or none.
		if (chosen != null && !offered.contains(chosen)) {
			throw new IllegalStateException("subprotocol '" + chosen + "' was chosen, which was not offered");
		}
		return chosen;
	}

	private static List<Extension.Agreement> agree(List<ExtensionElement> offers, List<Extension> extensions) {
		List<Extension.Agreement> agreements = new ArrayList<>(extensions.size());
		int taken = 0;
		for (Extension extension : extensions) {
			// RFC 6455 section 9.1: no two extensions may claim the same reserved bit.
			Extension.Agreement agreement = ((taken & extension.rsv()) == 0) ? agree(offers, extension) : null;
			if (agreement != null) {
				agreements.add(agreement);
				taken |= extension.rsv();
			}
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

	private static Accepted accept(String key, @Nullable String subprotocol, List<Extension.Agreement> agreements) {
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

	private static Refused refuse(int status, String message, String reason) {
		return new Refused(status, Headers.EMPTY, message, reason);
	}

	private static Refused refuse(int status, String name, String value, String message, String reason) {
		Headers.Builder response = Headers.builder().add(name, value);
		if (status == 426) {
			// RFC 9110 section 15.5.22: a 426 names the protocol in Upgrade, which
			// Connection has to list.
			if (!name.equals("Upgrade")) {
				response.add("Upgrade", "websocket");
			}
			response.add("Connection", "Upgrade");
		}
		return new Refused(status, response.build(), message, reason);
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
	 * The request is no handshake that can be answered with a connection.
	 *
	 * @param status the HTTP status
	 * @param response header fields of the answer
	 * @param message one line of text for its body
	 * @param reason a word for meters: {@code method}, {@code upgrade},
	 * {@code connection}, {@code version}, {@code key}, {@code subprotocol} or
	 * {@code extensions}
	 */
	public record Refused(int status, Headers response, String message, String reason) implements Outcome {

	}

}
