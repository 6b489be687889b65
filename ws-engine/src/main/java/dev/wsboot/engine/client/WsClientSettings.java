package dev.wsboot.engine.client;

import java.time.Duration;

import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.handshake.Headers;

/**
 * What a {@link WsClientBuilder} was told.
 */
record WsClientSettings(String name, WsOptions options, Headers headers, Duration connectTimeout,
		Duration handshakeTimeout, int maxHandshakeBytes, int maxRedirects) {

}
