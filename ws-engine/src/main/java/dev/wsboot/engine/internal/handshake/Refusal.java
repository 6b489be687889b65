package dev.wsboot.engine.internal.handshake;

import dev.wsboot.engine.Headers;

/**
 * Why a handshake is refused, and what is answered, wherever it comes in: on a port of
 * the engine's own or inside a servlet container. Of several reasons the first counts.
 */
public enum Refusal {

	/** A header field that cannot be kept, which the servlet container let through. */
	HEADER("header", 400, "a header field is malformed"),

	/** Only GET opens a connection. */
	METHOD("method", 405, "a WebSocket handshake is a GET request", "Allow", "GET"),

	/** HTTP/1.0 knows no upgrade, and HTTP/2 has none any more. */
	HTTP_VERSION("http-version", 505, "a WebSocket handshake is an HTTP/1.1 request"),

	/** A plain request to a route. */
	UPGRADE("upgrade", 426, "this is a WebSocket endpoint: Upgrade is to be websocket", "Upgrade", "websocket",
			"Connection", "Upgrade"),

	/** What one side takes for a body, another may take for frames. */
	BODY("body", 400, "a WebSocket handshake has no body"),

	/** Upgrade concerns the next hop only, which Connection has to say. */
	CONNECTION("connection", 400, "Connection is to include Upgrade"),

	/**
	 * Another version of the protocol. RFC 9110 section 15.5.22: a 426 names the protocol
	 * in Upgrade, which Connection has to list.
	 */
	VERSION("version", 426, "Sec-WebSocket-Version is to be " + ServerHandshake.VERSION, "Sec-WebSocket-Version",
			ServerHandshake.VERSION, "Upgrade", "websocket", "Connection", "Upgrade"),

	/** No key, several, or one that is none. */
	KEY("key", 400, "Sec-WebSocket-Key is to be there once, as base64 of 16 bytes"),

	/** A page that may not connect. */
	ORIGIN("origin", 403, "this origin may not connect"),

	/** Not a list of subprotocols, or none that the application chooses from. */
	SUBPROTOCOL("subprotocol", 400, "Sec-WebSocket-Protocol is to be a list of tokens"),

	/** Not a list of extensions. */
	EXTENSIONS("extensions", 400, "Sec-WebSocket-Extensions is to be a list of extensions"),

	/** The application's hook says no. */
	HOOK("hook", 403, "refused"),

	/** The application's code threw. */
	ERROR("error", 500, "internal error"),

	/** The servlet container's socket cannot be taken over. */
	TAKEOVER("takeover", 501, "this server cannot open WebSocket connections"),

	/** There is no place for another connection, or the engine closes. */
	CAPACITY("capacity", 503, "too many connections");

	private final String reason;

	private final int status;

	private final String message;

	private final Headers headers;

	Refusal(String reason, int status, String message, String... fields) {
		this.reason = reason;
		this.status = status;
		this.message = message;
		Headers.Builder headers = Headers.builder();
		for (int i = 0; i < fields.length; i += 2) {
			headers.add(fields[i], fields[i + 1]);
		}
		this.headers = headers.build();
	}

	/** One word for meters and the ledger. */
	public String reason() {
		return this.reason;
	}

	/** The HTTP status, unless the application says otherwise. */
	public int status() {
		return this.status;
	}

	String message() {
		return this.message;
	}

	Headers headers() {
		return this.headers;
	}

}
