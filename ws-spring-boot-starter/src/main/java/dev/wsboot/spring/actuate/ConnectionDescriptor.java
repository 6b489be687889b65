package dev.wsboot.spring.actuate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An open connection.
 *
 * @param id its id
 * @param route its route's template, or null if it is a client's
 * @param client name of its client, or null if it is a route's
 * @param remoteAddress the peer's address and port, or null where there is none
 * @param secure whether it is encrypted
 * @param since when it was opened
 * @param readyState {@code open} or {@code closing}, {@code closed} if it is just gone
 * @param bufferedAmount bytes that wait for the peer
 * @param subprotocol the negotiated subprotocol, or null
 * @param extensions the negotiated extensions
 * @param principal name of who is logged in, or null
 */
public record ConnectionDescriptor(String id, @Nullable String route, @Nullable String client,
		@Nullable String remoteAddress, boolean secure, Instant since, String readyState, long bufferedAmount,
		@Nullable String subprotocol, List<String> extensions,
		@Nullable String principal) implements OperationResponseBody {

	static ConnectionDescriptor ofRoute(String path, WsConnection connection) {
		return of(path, null, connection);
	}

	static ConnectionDescriptor ofClient(String name, WsConnection connection) {
		return of(null, name, connection);
	}

	private static ConnectionDescriptor of(@Nullable String route, @Nullable String client, WsConnection connection) {
		WsRequest request = connection.request();
		Principal principal = request.principal();
		return new ConnectionDescriptor(connection.id(), route, client, address(request.remoteAddress()),
				request.secure(), connection.openedAt(), connection.readyState().name().toLowerCase(Locale.ROOT),
				connection.bufferedAmount(), connection.subprotocol(), connection.extensions(),
				(principal != null) ? principal.getName() : null);
	}

	/** Without asking the name service. */
	private static @Nullable String address(@Nullable InetSocketAddress address) {
		if (address == null) {
			return null;
		}
		InetAddress resolved = address.getAddress();
		String host = (resolved != null) ? resolved.getHostAddress() : address.getHostString();
		return (host.indexOf(':') >= 0) ? '[' + host + "]:" + address.getPort() : host + ':' + address.getPort();
	}

}
