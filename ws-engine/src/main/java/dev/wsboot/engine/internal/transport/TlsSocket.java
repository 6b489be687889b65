package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.security.Principal;
import java.util.Arrays;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.wsboot.engine.TlsSettings;
import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.buffer.Segment;
import org.jspecify.annotations.Nullable;

/**
 * TLS over another socket. The TLS handshake is part of reading and writing: it begins
 * with what a client writes or a server reads, and what is written before it is done is
 * kept. At rest it holds no buffer but for a record that has arrived in part. Tasks of
 * the handshake, a few milliseconds of arithmetic, run on the reader's thread.
 */
public final class TlsSocket implements StreamSocket {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final byte[] NO_BYTES = new byte[0];

	/** Steps of the engine in a row that move no byte; a handshake needs one or two. */
	private static final int MAX_IDLE = 16;

	private static final String[] PROTOCOLS = { "http/1.1" };

	private final StreamSocket socket;

	private final SSLEngine engine;

	private final BufferPool pool;

	/** Reader only: ciphertext that was read and not decrypted yet. */
	private byte[] undecrypted = NO_BYTES;

	/** Reader only: whether the target was too small for what has been read. */
	private boolean holdsInput;

	private volatile boolean established;

	/** Ciphertext that the socket has not taken yet; written under the monitor. */
	private volatile @Nullable Segment output;

	// Guarded by this.

	private byte[] keptBack = NO_BYTES;

	private boolean begun;

	private boolean closed;

	private TlsSocket(StreamSocket socket, SSLEngine engine, BufferPool pool) {
		this.socket = socket;
		this.engine = engine;
		this.pool = pool;
	}

	/** The server's side, over a socket. */
	public static TlsSocket accepting(StreamSocket socket, BufferPool pool, TlsSettings settings) {
		SSLEngine engine = settings.context().get().createSSLEngine();
		engine.setUseClientMode(false);
		customize(engine, engine.getSSLParameters(), settings);
		return new TlsSocket(socket, engine, pool);
	}

	/**
	 * The client's side. The host is named to the server, whose certificate has to be for
	 * it; by host and port sessions are remembered.
	 */
	public static TlsSocket connecting(StreamSocket socket, BufferPool pool, TlsSettings settings, String host,
			int port) {
		SSLEngine engine = settings.context().get().createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		customize(engine, parameters, settings);
		return new TlsSocket(socket, engine, pool);
	}

	private static void customize(SSLEngine engine, SSLParameters parameters, TlsSettings settings) {
		parameters.setApplicationProtocols(PROTOCOLS);
		settings.customizer().accept(parameters);
		engine.setSSLParameters(parameters);
	}

	@Override
	public SelectableChannel channel() {
		return this.socket.channel();
	}

	/** Who the peer is by its certificate, or null if it has not shown one. */
	public @Nullable Principal peer() {
		try {
			return this.engine.getSession().getPeerPrincipal();
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	// Reading.

	@Override
	public int read(ByteBuffer target) throws IOException {
		Segment segment = this.pool.borrow(BufferPool.LARGE);
		ByteBuffer input = segment.view;
		input.put(this.undecrypted).flip();
		this.undecrypted = NO_BYTES;
		int start = target.position();
		try {
			boolean ended = decrypt(input, target);
			this.undecrypted = copy(input);
			int count = target.position() - start;
			return (count == 0 && ended) ? -1 : count;
		}
		catch (SSLException ex) {
			alert();
			throw ex;
		}
		finally {
			this.pool.release(segment);
		}
	}

	/** Decrypts until there is nothing more or no room; true at the end of input. */
	private boolean decrypt(ByteBuffer input, ByteBuffer target) throws IOException {
		this.holdsInput = false;
		int idle = 0;
		while (true) {
			SSLEngineResult result = this.engine.unwrap(input, target);
			idle = (result.bytesConsumed() + result.bytesProduced() > 0) ? 0 : idle + 1;
			if (idle > MAX_IDLE) {
				throw new SSLException("TLS engine makes no progress");
			}
			switch (result.getStatus()) {
				case OK -> proceed(result.getHandshakeStatus());
				case BUFFER_UNDERFLOW -> {
					int count = this.socket.read(input.compact());
					input.flip();
					if (count <= 0) {
						return count < 0;
					}
				}
				case BUFFER_OVERFLOW -> {
					this.holdsInput = true;
					return false;
				}
				case CLOSED -> {
					return true;
				}
			}
		}
	}

	private static byte[] copy(ByteBuffer input) {
		return input.hasRemaining() ? Arrays.copyOfRange(input.array(), input.position(), input.limit()) : NO_BYTES;
	}

	/** Does what the handshake needs before more can be decrypted. */
	private void proceed(HandshakeStatus next) throws IOException {
		HandshakeStatus status = next;
		if (status == HandshakeStatus.NEED_TASK) {
			// RFC 8446 section 4.1.2: renegotiation is forbidden, and in older versions
			// a way to keep a server busy.
			if (this.established) {
				throw new SSLException("peer renegotiates");
			}
			for (Runnable task; (task = this.engine.getDelegatedTask()) != null;) {
				task.run();
			}
			status = this.engine.getHandshakeStatus();
		}
		if (status == HandshakeStatus.NEED_WRAP || !this.established) {
			synchronized (this) {
				handshake();
				flush();
			}
		}
	}

	@Override
	public boolean holdsInput() {
		return this.holdsInput;
	}

	// Writing.

	@Override
	public synchronized boolean write(ByteBuffer source) throws IOException {
		if (!this.established) {
			keepBack(source);
			handshake();
			return flush();
		}
		while (flush()) {
			if (!source.hasRemaining()) {
				return true;
			}
			encrypt(source);
		}
		return false;
	}

	private void keepBack(ByteBuffer source) {
		int length = this.keptBack.length;
		this.keptBack = Arrays.copyOf(this.keptBack, length + source.remaining());
		source.get(this.keptBack, length, source.remaining());
	}

	/** Encrypts what the handshake has to say, and behind it what was kept back. */
	private void handshake() throws IOException {
		if (!this.begun) {
			this.begun = true;
			if (this.engine.getUseClientMode()) {
				this.engine.beginHandshake();
			}
		}
		HandshakeStatus status = wrap();
		if (status == HandshakeStatus.FINISHED || status == HandshakeStatus.NOT_HANDSHAKING) {
			this.established = true;
			ByteBuffer kept = ByteBuffer.wrap(this.keptBack);
			this.keptBack = NO_BYTES;
			while (kept.hasRemaining()) {
				encrypt(kept);
			}
		}
	}

	/** Encrypts what the engine itself has to say. */
	private HandshakeStatus wrap() throws IOException {
		HandshakeStatus status = this.engine.getHandshakeStatus();
		while (status == HandshakeStatus.NEED_WRAP) {
			status = encrypt(NOTHING);
		}
		return status;
	}

	/** Encrypts as much as one segment has room for. */
	private HandshakeStatus encrypt(ByteBuffer source) throws IOException {
		Segment segment = this.output;
		if (segment == null || segment.free() < this.engine.getSession().getPacketBufferSize()) {
			segment = larger(segment);
			this.output = segment;
		}
		SSLEngineResult result;
		do {
			ByteBuffer target = ByteBuffer.wrap(segment.bytes, segment.end, segment.free());
			result = this.engine.wrap(source, target);
			segment.end = target.position();
			if (result.getStatus() == SSLEngineResult.Status.CLOSED && source.hasRemaining()) {
				throw new SSLException("connection is closed");
			}
			if (source.hasRemaining() && result.bytesConsumed() == 0
					&& result.getStatus() == SSLEngineResult.Status.OK) {
				throw new SSLException("peer renegotiates");
			}
		}
		while (source.hasRemaining() && result.getStatus() == SSLEngineResult.Status.OK);
		return result.getHandshakeStatus();
	}

	/** Room behind what is left of a segment, if any. */
	private Segment larger(@Nullable Segment full) {
		if (full == null) {
			return this.pool.borrow(BufferPool.LARGE);
		}
		Segment segment = full.rest(BufferPool.LARGE);
		this.pool.release(full);
		return segment;
	}

	/** Writes what is encrypted; false if the socket has to become writable. */
	private boolean flush() throws IOException {
		Segment segment = this.output;
		if (segment == null) {
			return true;
		}
		boolean taken = this.socket.write(segment.view.limit(segment.end));
		// Many slow peers are to cost what they are owed, and not a large segment each.
		this.output = taken ? null : segment.rest(0);
		this.pool.release(segment);
		return taken;
	}

	@Override
	public boolean wantsWrite() {
		return this.output != null || this.socket.wantsWrite();
	}

	// Ending.

	/** Tells the peer why decrypting failed. */
	private synchronized void alert() {
		try {
			wrap();
			flush();
		}
		catch (IOException ex) {
			// The connection fails for the reason known already.
		}
	}

	@Override
	public synchronized void shutdownOutput() throws IOException {
		closeNotify();
		this.socket.shutdownOutput();
	}

	private void closeNotify() throws IOException {
		this.engine.closeOutbound();
		while (!this.engine.isOutboundDone() && encrypt(NOTHING) == HandshakeStatus.NEED_WRAP) {
			continue;
		}
		flush();
	}

	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			closeNotify();
		}
		catch (IOException ex) {
			// The peer sees the end of the connection instead.
		}
		Segment left = this.output;
		this.output = null;
		if (left != null) {
			this.pool.release(left);
		}
		this.socket.close();
	}

}
