package dev.wsboot.engine.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.function.Consumer;

/**
 * An endpoint on this machine that is tested: it has to echo messages of both types, of
 * up to 16 MiB, and to use permessage-deflate with a peer that wants to.
 */
public interface Subject {

	/**
	 * Opens a connection to it.
	 * @param compression what the tester wants, or null for nothing
	 * @param delivery how the tester writes
	 */
	Tester connect(Compression compression, Delivery delivery) throws IOException;

	/**
	 * A server.
	 * @param port where it listens
	 * @param path where it echoes
	 */
	static Subject server(int port, String path) {
		return (compression, delivery) -> {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setSoTimeout(Tester.DEADLINE);
			InputStream in = socket.getInputStream();
			Compression agreed = OpeningHandshake.asClient(in, socket.getOutputStream(), path, compression);
			return new Tester(socket, in, false, agreed, delivery);
		};
	}

	/**
	 * A client.
	 * @param connect makes it connect, in its own time
	 */
	static Subject client(Consumer<URI> connect) {
		return (compression, delivery) -> {
			try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				server.setSoTimeout(Tester.DEADLINE);
				connect.accept(URI.create("ws://localhost:" + server.getLocalPort() + "/echo"));
				Socket socket = server.accept();
				socket.setSoTimeout(Tester.DEADLINE);
				InputStream in = socket.getInputStream();
				OpeningHandshake.asServer(in, socket.getOutputStream(), (path) -> compression);
				return new Tester(socket, in, true, compression, delivery);
			}
		};
	}

}
