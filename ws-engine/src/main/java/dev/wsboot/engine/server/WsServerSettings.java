package dev.wsboot.engine.server;

import java.time.Duration;
import java.util.function.Consumer;

import dev.wsboot.engine.OriginPolicy;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsConnection;
import org.jspecify.annotations.Nullable;

/** What a {@link WsServerBuilder} was told, beside the routes. */
record WsServerSettings(String host, int port, boolean daemon, int backlog, int maxConnections,
		Duration handshakeTimeout, int maxHandshakeBytes, OriginPolicy origins, @Nullable TlsSettings tls,
		@Nullable WsHandshakeHook hook, @Nullable HttpHandler http, @Nullable Consumer<WsServer> onListening,
		@Nullable Consumer<WsConnection> onConnection, @Nullable Consumer<Throwable> onError) {

}
