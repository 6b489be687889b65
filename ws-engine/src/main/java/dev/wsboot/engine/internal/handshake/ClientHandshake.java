package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsHandshakeException;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.http.HttpRequestHead;
import dev.wsboot.engine.internal.http.HttpResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one opening handshake (RFC 6455 section 4.1), without I/O: makes
 * the request and judges the answer. Immutable.
 */
public final class ClientHandshake {

	/** What the handshake itself says, so that nobody else may. */
	private static final Set<String> RESERVED = Set.of("upgrade", "connection", "sec-websocket-key",
			"sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions", "sec-websocket-accept",
			"content-length", "transfer-encoding");

	private final String key;

	private final String target;

	private final Headers headers;

	private final List<String> subprotocols;

	private final List<Extension> extensions;

	/**
	 * Prepares a handshake. The host has a port where that is not the scheme's default; a
	 * {@code Host} among the headers replaces it. Subprotocols and extensions are offered
	 * in their order, the preferred first.
	 * @throws IllegalArgumentException if the target is not a path of printable ASCII, a
	 * field is the handshake's own, or a subprotocol is not a token or is there twice
	 */
	public ClientHandshake(String host, String target, Headers headers, List<String> subprotocols,
			List<Extension> extensions) {
		this(SecWebSocketKey.create(), host, target, headers, subprotocols, extensions);
	}

	ClientHandshake(String key, String host, String target, Headers headers, List<String> subprotocols,
			List<Extension> extensions) {
		this.key = key;
		this.target = target;
		this.subprotocols = List.copyOf(subprotocols);
		this.extensions = List.copyOf(extensions);
		require(target.startsWith("/") && target.chars().allMatch((c) -> c > ' ' && c <= '~'),
				"request target is to be an encoded path, beginning with /");
		headers.forEach((name, value) -> checkName(name));
		this.headers = headers(host, headers);
	}

	/**
	 * Throws {@link IllegalArgumentException} for a header field that is the handshake's
	 * own.
	 */
	public static void checkName(String name) {
		require(!RESERVED.contains(name.toLowerCase(Locale.ROOT)), "header '" + name + "' is the handshake's own");
	}

	private Headers headers(String host, Headers given) {
		Headers.Builder request = Headers.builder();
		if (given.first("Host") == null) {
			request.add("Host", host);
		}
		request.add("Upgrade", "websocket")
			.add("Connection", "Upgrade")
			.add("Sec-WebSocket-Key", this.key)
			.add("Sec-WebSocket-Version", ServerHandshake.VERSION);
		if (!this.subprotocols.isEmpty()) {
			request.add("Sec-WebSocket-Protocol", String.join(", ", this.subprotocols));
		}
		String offers = this.extensions.stream()
			.flatMap((extension) -> extension.offers().stream())
			.map(ExtensionElement::toString)
			.collect(Collectors.joining(", "));
		if (!offers.isEmpty()) {
			request.add("Sec-WebSocket-Extensions", offers);
		}
		return request.addAll(given).build();
	}

	public String target() {
		return this.target;
	}

	/** In the order in which they are sent. */
	public Headers headers() {
		return this.headers;
	}

	/** The request as it goes over the wire. */
	public byte[] request() {
		return new HttpRequestHead("GET", this.target, 1, this.headers).toBytes();
	}

	/**
	 * Judges the answer, of whose body the start is known.
	 * @throws WsHandshakeException if the connection is not to be opened
	 */
	public Agreed verify(HttpResponseHead response, String body) {
		try {
			require(response.status() == 101, "server answered " + response.status() + " to the handshake");
			return agree(response.headers());
		}
		catch (IllegalArgumentException ex) {
			throw new WsHandshakeException(String.valueOf(ex.getMessage()), response.status(), response.headers(),
					body);
		}
	}

	private static void require(boolean holds, String otherwise) {
		if (!holds) {
			throw new IllegalArgumentException(otherwise);
		}
	}

	private Agreed agree(Headers fields) {
		require(fields.hasToken("Upgrade", "websocket"), "answer's Upgrade is not websocket");
		require(fields.hasToken("Connection", "Upgrade"), "answer's Connection does not include Upgrade");
		require(fields.all("Sec-WebSocket-Accept").equals(List.of(SecWebSocketKey.accept(this.key))),
				"answer's Sec-WebSocket-Accept does not match the key");
		List<String> chosen = fields.all("Sec-WebSocket-Protocol");
		// RFC 6455 section 4.1: a subprotocol that was not requested fails the
		// connection.
		require(chosen.size() <= 1 && this.subprotocols.containsAll(chosen),
				"server chose subprotocol '" + String.join(", ", chosen) + "', which was not offered");
		List<ExtensionElement> answers = ExtensionHeader.parse(fields.all("Sec-WebSocket-Extensions"));
		List<MessageCodec> codecs = new ArrayList<>(answers.size());
		try {
			agree(answers, codecs);
		}
		catch (IllegalArgumentException ex) {
			codecs.forEach(MessageCodec::close);
			throw ex;
		}
		return new Agreed(chosen.isEmpty() ? null : chosen.get(0),
				answers.stream().map(ExtensionElement::toString).toList(), List.copyOf(codecs));
	}

	private void agree(List<ExtensionElement> answers, List<MessageCodec> codecs) {
		Set<Extension> used = new HashSet<>();
		int taken = 0;
		for (ExtensionElement answer : answers) {
			Extension extension = offered(answer);
			// RFC 6455 section 9.1: an extension that was not requested, or a combination
			// that cannot be, fails the connection.
			require(used.add(extension) && (taken & extension.rsv()) == 0,
					"server answered extension '" + answer.name() + "' beside one that excludes it");
			taken |= extension.rsv();
			codecs.add(extension.agree(answer));
		}
	}

	private Extension offered(ExtensionElement answer) {
		for (Extension extension : this.extensions) {
			if (extension.name().equalsIgnoreCase(answer.name()) && !extension.offers().isEmpty()) {
				return extension;
			}
		}
		throw new IllegalArgumentException("server answered extension '" + answer.name() + "', which was not offered");
	}

	/**
	 * What both sides agreed on: the subprotocol, if any, and the extensions as they
	 * stand in the answer, with their codecs in the same order.
	 */
	public record Agreed(@Nullable String subprotocol, List<String> extensions, List<MessageCodec> codecs) {

	}

}
