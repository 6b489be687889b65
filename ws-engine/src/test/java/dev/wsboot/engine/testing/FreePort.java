package dev.wsboot.engine.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A port of this machine that nobody listens on, for who has to know it beforehand.
 */
public final class FreePort {

	private FreePort() {
	}

	/** Finds a port that was free a moment ago; another program may take it. */
	public static int find() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
