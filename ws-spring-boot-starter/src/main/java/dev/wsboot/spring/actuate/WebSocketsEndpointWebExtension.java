package dev.wsboot.spring.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What {@link WebSocketsEndpoint} does otherwise over HTTP: closing a connection that is
 * not open is answered with 404. Thread-safe.
 */
@EndpointWebExtension(endpoint = WebSocketsEndpoint.class)
public class WebSocketsEndpointWebExtension {

	private final WebSocketsEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 */
	public WebSocketsEndpointWebExtension(WebSocketsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Starts closing one connection, as {@link WebSocketsEndpoint#close}.
	 * @param id its id
	 * @param code close code, 1001 by default
	 * @param reason text for the peer
	 * @return 204, or 404 if none with the id is open
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> close(@Selector String id, @Nullable Integer code, @Nullable String reason) {
		boolean found = this.endpoint.close(id, code, reason);
		return new WebEndpointResponse<>(
				found ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
