package dev.wsboot.engine.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between clients and a server on this machine, and can lose all connections at
 * once, in the middle of whatever is under way. Thread-safe.
 */
public final class CuttableProxy implements Closeable {

	private final int target;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private boolean cut;

	/**
	 * Starts a proxy on a free port.
	 * @param target port of the server
	 * @throws IOException if there is no port
	 */
	public CuttableProxy(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		run(this::accept);
	}

	/** Where clients are to connect to. */
	public int port() {
		return this.server.getLocalPort();
	}

	/** Resets all connections, and every new one until {@link #restore()}. */
	public synchronized void cut() throws IOException {
		this.cut = true;
		for (Socket socket : this.sockets) {
			reset(socket);
		}
		this.sockets.clear();
	}

	/** Lets connections pass again. */
	public synchronized void restore() {
		this.cut = false;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		cut();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			run(() -> pass(client));
		}
	}

	private void pass(Socket client) throws IOException {
		Socket upstream;
		try {
			upstream = new Socket(InetAddress.getLoopbackAddress(), this.target);
		}
		catch (IOException ex) {
			reset(client);
			throw ex;
		}
		if (keep(client, upstream)) {
			run(() -> copy(client, upstream));
			copy(upstream, client);
		}
	}

	private synchronized boolean keep(Socket client, Socket upstream) throws IOException {
		if (this.cut) {
			reset(client);
			reset(upstream);
			return false;
		}
		this.sockets.add(client);
		this.sockets.add(upstream);
		return true;
	}

	private static void reset(Socket socket) throws IOException {
		if (!socket.isClosed()) {
			socket.setSoLinger(true, 0);
			socket.close();
		}
	}

	private void copy(Socket from, Socket to) throws IOException {
		try (from; to; InputStream in = from.getInputStream()) {
			in.transferTo(to.getOutputStream());
		}
		finally {
			this.sockets.remove(from);
		}
	}

	private static void run(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// A socket was closed: the work on it is done.
			}
		}, "cuttable-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Work {

		void run() throws IOException;

	}

}
