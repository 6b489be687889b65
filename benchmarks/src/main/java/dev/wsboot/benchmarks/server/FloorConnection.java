package dev.wsboot.benchmarks.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * One connection of {@link FloorServer}: turns the client's bytes into the server's as
 * they come, masked frames into unmasked ones.
 */
final class FloorConnection {

	private static final String KEY_HEADER = "Sec-WebSocket-Key: ";

	private static final int CLOSE = 0x8;

	private final SocketChannel channel;

	private final SelectionKey key;

	private boolean opening = true;

	private boolean broadcasts;

	private final ByteBuffer header = ByteBuffer.allocate(14);

	private long remaining;

	private int mask;

	private int opcode;

	/** What the socket did not take. */
	private @Nullable ByteBuffer unsent;

	private FloorConnection(SocketChannel channel, Selector selector) throws IOException {
		this.channel = channel;
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.key = channel.register(selector, SelectionKey.OP_READ, this);
	}

	static void register(SocketChannel channel, Selector selector) throws IOException {
		new FloorConnection(channel, selector);
	}

	SocketChannel channel() {
		return this.channel;
	}

	boolean opening() {
		return this.opening;
	}

	boolean broadcasts() {
		return this.broadcasts;
	}

	/**
	 * Answers the request, which is taken to arrive whole.
	 */
	void handshake(ByteBuffer in) throws IOException {
		String request = StandardCharsets.US_ASCII.decode(in).toString();
		int at = request.indexOf(KEY_HEADER) + KEY_HEADER.length();
		String key = request.substring(at, request.indexOf('\r', at));
		this.broadcasts = request.startsWith("GET /broadcast ");
		this.opening = false;
		String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
		write(ByteBuffer.wrap(response.getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Translates all bytes of {@code in}.
	 * @return false once a Close frame has been echoed
	 */
	boolean translate(ByteBuffer in, ByteBuffer out) {
		while (in.hasRemaining()) {
			if (this.remaining == 0 && !readHeader(in, out)) {
				return true;
			}
			unmask(in, out);
			if (this.remaining == 0 && this.opcode == CLOSE) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Writes, and stops reading while the socket does not take it all.
	 */
	void write(ByteBuffer bytes) throws IOException {
		if (this.unsent == null) {
			this.channel.write(bytes);
			if (!bytes.hasRemaining()) {
				return;
			}
		}
		int waiting = (this.unsent != null) ? this.unsent.remaining() : 0;
		ByteBuffer rest = ByteBuffer.allocate(waiting + bytes.remaining());
		if (this.unsent != null) {
			rest.put(this.unsent);
		}
		this.unsent = rest.put(bytes).flip();
		this.key.interestOps(SelectionKey.OP_WRITE);
	}

	/**
	 * Writes what is left.
	 * @return true if that was all
	 */
	boolean flush() throws IOException {
		if (this.unsent == null) {
			return true;
		}
		this.channel.write(this.unsent);
		if (this.unsent.hasRemaining()) {
			return false;
		}
		this.unsent = null;
		this.key.interestOps(SelectionKey.OP_READ);
		return true;
	}

	private boolean readHeader(ByteBuffer in, ByteBuffer out) {
		while (in.hasRemaining()) {
			this.header.put(in.get());
			int at = this.header.position();
			if (at >= 2 && at == headerSize()) {
				int first = this.header.get(0);
				int length = this.header.get(1) & 0x7F;
				out.put((byte) first).put((byte) length);
				for (int i = 2; i < at - 4; i++) {
					out.put(this.header.get(i));
				}
				this.remaining = (length == 126) ? this.header.getShort(2) & 0xFFFF
						: (length == 127) ? this.header.getLong(2) : length;
				this.mask = this.header.getInt(at - 4);
				this.opcode = first & 0x0F;
				this.header.clear();
				return true;
			}
		}
		return false;
	}

	private int headerSize() {
		int length = this.header.get(1) & 0x7F;
		return 6 + ((length == 126) ? 2 : (length == 127) ? 8 : 0);
	}

	private void unmask(ByteBuffer in, ByteBuffer out) {
		int step = (int) Math.min(this.remaining, in.remaining());
		long mask8 = (this.mask & 0xFFFFFFFFL) << 32 | (this.mask & 0xFFFFFFFFL);
		in.order(ByteOrder.BIG_ENDIAN);
		int left = step;
		for (; left >= 8; left -= 8) {
			out.putLong(in.getLong() ^ mask8);
		}
		for (int shift = 24; left > 0; left--, shift -= 8) {
			out.put((byte) (in.get() ^ (this.mask >> (shift & 31))));
		}
		this.remaining -= step;
		this.mask = Integer.rotateLeft(this.mask, (step & 3) * 8);
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
