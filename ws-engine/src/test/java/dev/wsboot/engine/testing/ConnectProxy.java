package dev.wsboot.engine.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An HTTP proxy on this machine that knows CONNECT, to any host name but always to this
 * machine, and remembers what it was asked.
 */
public final class ConnectProxy implements Closeable {

	/** The heads of the requests. */
	public final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private final ScriptedServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Starts a proxy on a free port. */
	public ConnectProxy() throws IOException {
		this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
	}

	/** Starts a proxy on a socket that is bound, with TLS perhaps. */
	public ConnectProxy(ServerSocket socket) {
		this.server = new ScriptedServer(socket, this::tunnel);
	}

	private void tunnel(ScriptedServer.Peer peer) throws Exception {
		String request = peer.readHead();
		this.requests.add(request);
		String target = request.split(" ")[1];
		int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
		try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
			peer.sendLines("HTTP/1.1 200 Connection established\nVia: 1.1 test\n\n");
			this.threads.execute(() -> copy(upstream, peer.socket()));
			copy(peer.socket(), upstream);
		}
	}

	private static void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.close();
		}
		catch (IOException ex) {
			// One side has hung up: the tunnel ends.
		}
	}

	/** Where clients are to connect to. */
	public int port() {
		return this.server.port();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

}
