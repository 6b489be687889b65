package dev.wsboot.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import dev.wsboot.engine.extension.SharedEncoder;

/**
 * A message for many connections. It is encoded once and compressed once for each set of
 * compression parameters among them, and the same bytes go to all. Thread-safe, and may
 * be sent again. <pre>{@code
 * WsBroadcast.of("closing time").to(endpoint.connections());
 * }</pre>
 */
public final class WsBroadcast {

	private final WsMessage message;

	private final byte[] payload;

	/** Guarded by itself. */
	private final Map<SharedEncoder, byte[]> encoded = new HashMap<>(2);

	private WsBroadcast(WsMessage message, byte[] payload) {
		this.message = message;
		this.payload = payload;
	}

	/**
	 * A text message.
	 * @param text the message; unpaired surrogates become {@code ?}
	 * @return the broadcast
	 */
	public static WsBroadcast of(String text) {
		return of(new WsMessage.Text(text));
	}

	/**
	 * A binary message.
	 * @param data the message; copied
	 * @return the broadcast
	 */
	public static WsBroadcast of(byte[] data) {
		return of(new WsMessage.Binary(data));
	}

	/**
	 * A message of either type.
	 * @param message the message; copied
	 * @return the broadcast
	 */
	public static WsBroadcast of(WsMessage message) {
		if (message instanceof WsMessage.Text text) {
			return new WsBroadcast(text, text.text().getBytes(StandardCharsets.UTF_8));
		}
		WsMessage.Binary binary = (WsMessage.Binary) message;
		byte[] copy = binary.data().clone();
		return new WsBroadcast(new WsMessage.Binary(copy, binary.compress()), copy);
	}

	/**
	 * Sends the message.
	 * @param connections to each of these
	 * @return how many took it; the others are closing or closed, or dropped it because
	 * of {@link WsOverflow#DROP}
	 */
	public int to(Iterable<? extends WsConnection> connections) {
		int taken = 0;
		for (WsConnection connection : connections) {
			if (connection.send(this)) {
				taken++;
			}
		}
		return taken;
	}

	/**
	 * The message.
	 * @return the message, of which a binary one's bytes are not to be changed
	 */
	public WsMessage message() {
		return this.message;
	}

	/**
	 * What connections send that encode it no further.
	 * @return the payload, not to be changed
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * What connections send whose codec has this encoder. The encoder is asked once.
	 * @param encoder encodes the payload
	 * @return the encoded payload, or {@link #payload()} itself if it is to be sent as it
	 * is; not to be changed
	 */
	public byte[] encoded(SharedEncoder encoder) {
		synchronized (this.encoded) {
			byte[] result = this.encoded.get(encoder);
			if (result == null) {
				ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(32, this.payload.length / 2));
				result = encoder.encode(this.payload, 0, this.payload.length, out::write) ? out.toByteArray()
						: this.payload;
				this.encoded.put(encoder, result);
			}
			return result;
		}
	}

}
