package dev.wsboot.engine.extension;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A protocol extension (RFC 6455 section 9) that encodes messages as a whole, in either
 * role. One instance serves all connections of a server or client and must be
 * thread-safe; what belongs to one connection lives in the {@link MessageCodec}.
 */
public interface Extension {

	/** The token in {@code Sec-WebSocket-Extensions}, compared without regard to case. */
	String name();

	/**
	 * The reserved bit that its codecs use. When two extensions claim the same bit, the
	 * one negotiated first keeps it and the other is declined.
	 * @return one of {@link MessageCodec#RSV1}, {@link MessageCodec#RSV2},
	 * {@link MessageCodec#RSV3}
	 */
	int rsv();

	/**
	 * Client's role: what to offer, the preferred first.
	 * @return elements with this extension's name; none to offer nothing
	 */
	List<ExtensionElement> offers();

	/**
	 * Server's role: answers one offer.
	 * @param offer what the client offers
	 * @return the answer, or null to decline, upon which the client's next offer is tried
	 */
	@Nullable Agreement accept(ExtensionElement offer);

	/**
	 * Client's role: takes the server's answer to {@link #offers()}.
	 * @param answer the answer
	 * @return the codec of the connection
	 * @throws IllegalArgumentException if it is not one to what was offered, which fails
	 * the handshake (RFC 6455 section 4.1)
	 */
	MessageCodec agree(ExtensionElement answer);

	/**
	 * What a server agreed to.
	 *
	 * @param answer the element of the response header
	 * @param codec the codec of the connection
	 */
	record Agreement(ExtensionElement answer, MessageCodec codec) {

	}

}
