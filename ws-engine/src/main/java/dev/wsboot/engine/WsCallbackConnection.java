package dev.wsboot.engine;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * The connection that a {@link WsAcceptor} is given: callbacks are set on it, and it is a
 * stream of messages. All methods may be called from any thread at any time.
 */
public interface WsCallbackConnection extends WsConnection {

	/**
	 * Sets what happens with a text message.
	 * @param callback takes the message
	 */
	void onText(Consumer<String> callback);

	/**
	 * Sets what happens with a binary message.
	 * @param callback takes the message, its own
	 */
	void onBinary(Consumer<byte[]> callback);

	/**
	 * Sets what happens with a message of either type.
	 * @param callback takes the message
	 */
	void onMessage(Consumer<WsMessage> callback);

	/**
	 * Sets what happens with a Pong.
	 * @param callback takes its payload
	 */
	void onPong(Consumer<byte[]> callback);

	/**
	 * Sets what happens when the connection is closed.
	 * @param callback takes how it ended
	 */
	void onClose(Consumer<WsClose> callback);

	/**
	 * Sets what happens when a callback threw or the connection failed.
	 * @param callback takes the error
	 */
	void onError(Consumer<Throwable> callback);

	/**
	 * The connection as a stream of messages in both directions, in place of or beside
	 * the callbacks. Always the same object. <pre>{@code
	 * WsAcceptor echo = (connection, request) -> connection.stream().subscribe(connection.stream());
	 * }</pre>
	 *
	 * <p>
	 * As a publisher it has one subscriber, which is to subscribe in the
	 * {@link WsAcceptor}: what is received before is not kept for it. While it demands
	 * nothing the connection is not read, and the peer is slowed down by TCP; neither are
	 * Pongs and Close frames read then, so keepalive waits: a peer that vanishes
	 * meanwhile is noticed when something is sent to it, by
	 * {@link WsOptions#idleTimeout()}, or when there is demand again. It completes when
	 * the connection is closed by a closing handshake, and fails when it ends otherwise.
	 * Cancelling drops what is received from then on and does not close the connection.
	 *
	 * <p>
	 * As a subscriber it demands one message at a time, when less than 64 KiB wait for
	 * the peer. Completion closes the connection with 1000, an error with 1011.
	 * @return publisher of what is received, subscriber for what is to be sent
	 */
	Flow.Processor<WsMessage, WsMessage> stream();

}
