package dev.wsboot.spring.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsEndpoint;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsRequest;
import dev.wsboot.engine.internal.connection.Endpoint;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.engine.internal.connection.Opening;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.ChannelSocket;

/**
 * Connections between two endpoints of engines over loopback sockets, without the opening
 * handshake.
 */
public final class Loopback implements AutoCloseable {

	/** The server's engine. */
	public final WsEngine server = WsEngine.builder().eventLoops(1).maxConnections(5000).build();

	private final WsEngine client = WsEngine.builder().eventLoops(1).build();

	private final ServerSocketChannel listener;

	/**
	 * Listens on a free port.
	 * @throws IOException if there is none
	 */
	public Loopback() throws IOException {
		this.listener = ServerSocketChannel.open();
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	/**
	 * Opens a connection.
	 * @param serverSide the server's endpoint
	 * @param clientSide the client's
	 * @return the client's connection
	 * @throws IOException if the sockets fail
	 */
	public WsConnection connect(WsEndpoint serverSide, WsEndpoint clientSide) throws IOException {
		SocketChannel channel = connect(serverSide);
		channel.configureBlocking(false);
		return open(this.client, Side.CLIENT, clientSide, channel);
	}

	/**
	 * Opens a connection whose client speaks bytes.
	 * @param serverSide the server's endpoint
	 * @return the client's socket, blocking
	 * @throws IOException if the sockets fail
	 */
	public SocketChannel connect(WsEndpoint serverSide) throws IOException {
		SocketChannel channel = SocketChannel.open(this.listener.getLocalAddress());
		SocketChannel accepted = this.listener.accept();
		accepted.configureBlocking(false);
		open(this.server, Side.SERVER, serverSide, accepted);
		return channel;
	}

	private static WsConnection open(WsEngine engine, Side side, WsEndpoint endpoint, SocketChannel channel)
			throws IOException {
		WsRequest request = new WsRequest("/ignored?token=secret", Headers.EMPTY, Map.of(), null,
				(InetSocketAddress) channel.getRemoteAddress(), false);
		Engine own = Engine.of(engine);
		if (!own.reserve()) {
			throw new IllegalStateException("no place left");
		}
		return own.open(new Opening(side, Endpoint.of(endpoint), request, null, List.of(), List.of()),
				new ChannelSocket(channel), new byte[0]);
	}

	@Override
	public void close() throws IOException {
		this.client.close();
		this.server.close();
		this.listener.close();
	}

}
