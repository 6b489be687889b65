package dev.wsboot.engine.client;

import java.time.Duration;
import java.util.SortedMap;
import java.util.function.Supplier;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.WsOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WsClientBuilder} was told.
 */
record WsClientSettings(String name, WsOptions options, Headers headers, SortedMap<String, Supplier<String>> changing,
		Duration connectTimeout, Duration handshakeTimeout, int maxHandshakeBytes, int maxRedirects, TlsSettings tls,
		@Nullable WsProxy proxy) {

}
