package dev.wsboot.engine;

import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection, of a server or of a client. All methods may be called from any
 * thread at any time.
 *
 * <p>
 * A {@code send} never waits for the network (unless {@link WsOverflow#BLOCK} is chosen):
 * it encodes the message and returns. Messages go out in the order of the calls and are
 * never interleaved.
 */
public interface WsConnection {

	/**
	 * Identifies the connection among all of its engine.
	 * @return a short text without white space
	 */
	String id();

	/**
	 * Where the connection was opened, for example to reach the others there.
	 * @return the endpoint
	 */
	WsEndpoint endpoint();

	/**
	 * The handshake request that opened the connection.
	 * @return the request
	 */
	WsRequest request();

	/**
	 * When the connection was opened.
	 * @return the time, to the millisecond
	 */
	Instant openedAt();

	/**
	 * The application's own data about the connection.
	 * @return a map for concurrent use
	 */
	Map<String, Object> attributes();

	/**
	 * The negotiated subprotocol (RFC 6455 section 1.9).
	 * @return its name, or null if none was
	 */
	@Nullable String subprotocol();

	/**
	 * The negotiated extensions, as they stand in the handshake's answer.
	 * @return none if there are none
	 */
	List<String> extensions();

	/**
	 * Where the connection is in its life.
	 * @return the state at this moment
	 */
	WsReadyState readyState();

	/**
	 * Bytes that were sent by the application and not yet taken by the socket, frame
	 * headers included.
	 * @return their number, 0 when everything is written
	 */
	long bufferedAmount();

	/**
	 * Sends a text message.
	 * @param text the message; unpaired surrogates become {@code ?}
	 * @return false if the message was dropped because the connection is closing or
	 * closed, or because of {@link WsOverflow#DROP}
	 */
	boolean send(String text);

	/**
	 * Sends a binary message.
	 * @param data the message; copied before the method returns
	 * @return false if the message was dropped, as for text
	 */
	boolean send(byte[] data);

	/**
	 * Sends a binary message.
	 * @param data the message, from position to limit, which both stay as they are;
	 * copied before the method returns
	 * @return false if the message was dropped, as for text
	 */
	boolean send(ByteBuffer data);

	/**
	 * Sends a message of either type, compressed only if it may be.
	 * @param message the message; copied before the method returns
	 * @return false if the message was dropped, as for text
	 */
	boolean send(WsMessage message);

	/**
	 * Sends a message that goes to other connections as well, without encoding it again
	 * for each.
	 * @param broadcast the message
	 * @return false if the message was dropped, as for text
	 */
	default boolean send(WsBroadcast broadcast) {
		return send(broadcast.message());
	}

	/**
	 * Begins a binary message of any length, which is sent in fragments of up to 16 KiB
	 * as it is written and ends when the stream is closed (RFC 6455 section 5.4). It is
	 * not compressed. Writing waits while {@link WsOptions#sendBufferLimit()} is reached,
	 * whatever {@link WsOptions#overflow()} says, and throws {@link java.io.IOException}
	 * once the connection is closing.
	 *
	 * <p>
	 * Messages sent meanwhile by other means are kept, within the send buffer, and go out
	 * behind it; Pings are sent at once. A stream that is never closed keeps them back
	 * for good: close it in any case, as try-with-resources does. A connection that is
	 * closed in the middle of the message ends without the rest of it.
	 * @return a stream for one thread at a time; it blocks, and so is not to be written
	 * on an event loop
	 * @throws IllegalStateException if such a message is under way already
	 */
	OutputStream sendStream();

	/**
	 * Begins a text message of any length, as {@link #sendStream()} begins a binary one.
	 * @return a writer of the message; unpaired surrogates become {@code ?}
	 * @throws IllegalStateException if such a message is under way already
	 */
	Writer sendWriter();

	/**
	 * Sends a Ping without data.
	 * @return completes as that of {@link #ping(byte[])}
	 */
	default CompletableFuture<Duration> ping() {
		return ping(new byte[0]);
	}

	/**
	 * Sends a Ping (RFC 6455 section 5.5.2).
	 * @param data at most 125 bytes, returned by the peer
	 * @return completes with the round-trip time when the matching Pong arrives, or with
	 * a {@link WsClosedException} if the connection is not open or closes before
	 * @throws IllegalArgumentException if there are more than 125 bytes
	 */
	CompletableFuture<Duration> ping(byte[] data);

	/**
	 * Closes the connection with 1000.
	 */
	default void close() {
		close(1000, "");
	}

	/**
	 * Closes the connection: sends a Close frame behind what was sent before, and waits
	 * at most {@link WsOptions#closeTimeout()} for the peer's. Does nothing if the
	 * connection is closing already.
	 * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999
	 * @param reason text for people, at most 123 bytes of UTF-8
	 * @throws IllegalArgumentException if the code must not be sent or the reason is too
	 * long
	 */
	void close(int code, String reason);

	/**
	 * Closes the socket at once, without a closing handshake; what is buffered is lost.
	 */
	void terminate();

	/**
	 * Reads no more from the socket until {@link #resumeReading()}, so that the peer is
	 * slowed down by TCP. What was read before may still be delivered. Pongs and Close
	 * frames are not read either, so keepalive waits: a peer that vanishes meanwhile is
	 * noticed when something is sent to it, or by {@link WsOptions#idleTimeout()}. Ends
	 * by itself when the connection begins to close.
	 */
	void pauseReading();

	/**
	 * Reads from the socket again. Does nothing unless {@link #pauseReading()} was
	 * called.
	 */
	void resumeReading();

	/**
	 * Tells when there is room: what a producer waits for before it sends more.
	 * @return completes when the socket has taken all that was sent, at once if nothing
	 * waits, or when the connection is closed; dependents run on the engine's executor
	 * and may block
	 */
	CompletableFuture<Void> drained();

}
