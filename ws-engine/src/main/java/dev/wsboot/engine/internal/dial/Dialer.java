package dev.wsboot.engine.internal.dial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import dev.wsboot.engine.internal.transport.Connector;
import dev.wsboot.engine.internal.transport.EventLoop;
import dev.wsboot.engine.internal.transport.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a host: looks its name up, then tries one address after the other, each for
 * its share of the time. On the loop's thread but for the look-up, which blocks.
 */
final class Dialer implements Connector.Listener {

	private final Executor executor;

	private final EventLoop loop;

	private final String host;

	private final int port;

	private final Duration timeout;

	private final Listener listener;

	private final Timer deadline = Timer.of(this::overdue);

	private InetAddress[] addresses = {};

	private int next;

	private @Nullable Connector connector;

	private boolean done;

	Dialer(Executor executor, EventLoop loop, String host, int port, Duration timeout, Listener listener) {
		this.executor = executor;
		this.loop = loop;
		this.host = host;
		this.port = port;
		this.timeout = timeout;
		this.listener = listener;
	}

	void start() {
		this.loop.schedule(this.deadline, this.loop.now() + this.timeout.toNanos());
		try {
			this.executor.execute(this::lookUp);
		}
		catch (Throwable ex) {
			fail("the executor refused to look up host '" + this.host + "'", ex);
		}
	}

	private void lookUp() {
		Runnable outcome;
		try {
			InetAddress[] found = InetAddress.getAllByName(this.host);
			outcome = () -> lookedUp(found);
		}
		catch (UnknownHostException ex) {
			outcome = () -> fail("host '" + this.host + "' is not known", ex);
		}
		try {
			this.loop.execute(outcome);
		}
		catch (RejectedExecutionException ex) {
			// The engine has stopped, and with it who waits for this.
		}
	}

	private void lookedUp(InetAddress[] found) {
		this.addresses = found;
		connectNext(null);
	}

	private void connectNext(@Nullable IOException failure) {
		IOException last = failure;
		while (!this.done && this.next < this.addresses.length) {
			Duration share = this.timeout.dividedBy(this.addresses.length);
			this.loop.schedule(this.deadline, this.loop.now() + share.toNanos());
			try {
				InetAddress address = this.addresses[this.next++];
				this.connector = Connector.connect(this.loop, new InetSocketAddress(address, this.port), this);
				return;
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		fail("cannot connect to " + this.host + ":" + this.port, last);
	}

	@Override
	public void connected(SocketChannel channel) {
		this.connector = null;
		abort();
		this.listener.connected(channel, new InetSocketAddress(this.addresses[this.next - 1], this.port));
	}

	@Override
	public void failed(IOException cause) {
		connectNext(cause);
	}

	private void overdue() {
		if (this.connector != null) {
			this.connector.close();
		}
		if (this.next < this.addresses.length) {
			connectNext(null);
		}
		else {
			fail("cannot connect to " + this.host + ":" + this.port + " in time (connectTimeout)", null);
		}
	}

	private void fail(String message, @Nullable Throwable cause) {
		if (!this.done) {
			abort();
			this.listener.failed(message, cause);
		}
	}

	/** Gives up; the listener is not told. */
	void abort() {
		this.done = true;
		this.loop.cancel(this.deadline);
		if (this.connector != null) {
			this.connector.close();
		}
	}

	/** Told how it ended, once. */
	interface Listener {

		void connected(SocketChannel channel, InetSocketAddress address);

		void failed(String message, @Nullable Throwable cause);

	}

}
