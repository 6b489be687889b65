package dev.wsboot.engine.internal.connection;

import java.util.List;

import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.internal.protocol.Side;
import org.jspecify.annotations.Nullable;

/**
 * What the opening handshake agreed on.
 *
 * @param side the role of this endpoint
 * @param endpoint where the connection is opened
 * @param request the handshake request
 * @param subprotocol the negotiated subprotocol, or null
 * @param extensions the negotiated extensions, as they stand in the answer
 * @param codecs their codecs, in the same order
 */
public record Opening(Side side, Endpoint endpoint, WsRequest request, @Nullable String subprotocol,
		List<String> extensions, List<MessageCodec> codecs) {

	/**
	 * Copies the lists.
	 */
	public Opening {
		extensions = List.copyOf(extensions);
		codecs = List.copyOf(codecs);
	}

}
