package dev.wsboot.engine.client;

import dev.wsboot.engine.Headers;

/**
 * A server's answer to the opening handshake.
 *
 * @param status the HTTP status
 * @param headers the header fields
 */
public record WsHandshakeResponse(int status, Headers headers) {

}
