package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.wsboot.engine.internal.log.Log;

/** Accepts connections on a port, on an event loop. */
public final class ListeningSocket extends Selectable implements AutoCloseable {

	/** Connections accepted in a row, after which the loop's sockets have their turn. */
	private static final int MAX_ACCEPTS = 64;

	/** Pause after a failure, such as too many open files, which may last. */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/** Longest that closing waits for the port. */
	private static final long CLOSE_MILLIS = 5000;

	private static final Log log = Log.of(ListeningSocket.class);

	private final EventLoop loop;

	private final ServerSocketChannel channel;

	private final Consumer<SocketChannel> accepted;

	private final Consumer<IOException> failed;

	private final Timer retry = Timer.of(this::accept);

	private ListeningSocket(EventLoop loop, ServerSocketChannel channel, Consumer<SocketChannel> accepted,
			Consumer<IOException> failed) {
		this.loop = loop;
		this.channel = channel;
		this.accepted = accepted;
		this.failed = failed;
	}

	/**
	 * Binds a port (0 for any free one); {@link #start()} begins to accept. Until then,
	 * and when it lags, the kernel holds {@code backlog} connections. The two functions
	 * are called on the loop's thread and must not block: {@code accepted} owns the
	 * channel that it is given, in non-blocking mode, unless it throws; {@code failed} is
	 * told why one could not be accepted or taken. Others are tried, if need be a little
	 * later.
	 */
	public static ListeningSocket bind(EventLoop loop, InetSocketAddress address, int backlog,
			Consumer<SocketChannel> accepted, Consumer<IOException> failed) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.configureBlocking(false);
			channel.bind(address, backlog);
			return new ListeningSocket(loop, channel, accepted, failed);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	public InetSocketAddress address() throws IOException {
		return (InetSocketAddress) this.channel.getLocalAddress();
	}

	public void start() {
		this.loop.execute(this::accept);
	}

	private void accept() {
		try {
			this.loop.sockets().register(this.channel, SelectionKey.OP_ACCEPT, this);
		}
		catch (ClosedChannelException ex) {
			// Closed before it began.
		}
		catch (IOException | RuntimeException ex) {
			retryLater(ex);
		}
	}

	@Override
	void ready(SelectionKey key) {
		try {
			for (int accepts = 0; accepts < MAX_ACCEPTS; accepts++) {
				SocketChannel accepted = this.channel.accept();
				if (accepted == null) {
					return;
				}
				take(accepted);
			}
		}
		catch (ClosedChannelException ex) {
			// Closed meanwhile.
		}
		catch (Throwable ex) {
			if (key.isValid()) {
				key.interestOps(0);
			}
			retryLater(ex);
		}
	}

	private void retryLater(Throwable cause) {
		this.loop.schedule(this.retry, this.loop.now() + RETRY_NANOS);
		tell(cause);
	}

	private void take(SocketChannel accepted) throws IOException {
		try {
			accepted.configureBlocking(false);
			accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
		}
		catch (IOException ex) {
			// The peer is gone already: nothing is wrong with the port.
			accepted.close();
			return;
		}
		try {
			this.accepted.accept(accepted);
		}
		catch (Throwable ex) {
			// Such as TLS settings that cannot be read just now: the next may be served.
			accepted.close();
			tell(ex);
		}
	}

	private void tell(Throwable cause) {
		try {
			this.failed.accept(
					(cause instanceof IOException io) ? io : new IOException("connection could not be taken", cause));
		}
		catch (Throwable ex) {
			log.log(Level.ERROR, "nobody could be told that a port failed", ex);
		}
	}

	@Override
	void lost(IOException cause) {
		accept();
	}

	/**
	 * Frees the port before it returns, unless that is on the loop's own thread or the
	 * loop is held up. What was accepted stays open.
	 */
	@Override
	public void close() {
		CountDownLatch freed = new CountDownLatch(1);
		try {
			this.channel.close();
			this.loop.execute(() -> {
				this.loop.cancel(this.retry);
				this.loop.sockets().remove(this);
				afterNextSelect(freed::countDown);
			});
			if (!this.loop.isCurrent() && !freed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
				log.log(Level.WARNING, "the port may be in use a little longer: the event loop is held up");
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// The descriptor is released all the same.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** The selector holds the port until it has selected once more. */
	private void afterNextSelect(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The loop ends, and its selector with it.
			task.run();
		}
	}

}
