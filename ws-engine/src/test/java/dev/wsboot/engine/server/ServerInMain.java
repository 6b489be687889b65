package dev.wsboot.engine.server;

import dev.wsboot.engine.WsHandler;

/**
 * A program that starts a server and returns from {@code main}. Takes whether the server
 * is a daemon, prints its port. The server answers when {@code main} has returned, and
 * stops when it is told to.
 */
final class ServerInMain {

	private ServerInMain() {
	}

	public static void main(String[] arguments) {
		Thread main = Thread.currentThread();
		WsServer[] server = new WsServer[1];
		server[0] = WsServer.builder()
			.host("localhost")
			.daemon(Boolean.parseBoolean(arguments[0]))
			.route("/", WsHandler.of((connection, request) -> connection.onText((text) -> {
				if ("stop".equals(text)) {
					new Thread(server[0]::close).start();
				}
				else {
					connection.send(text + join(main));
				}
			})))
			.start();
		System.out.println(server[0].port());
	}

	private static String join(Thread main) {
		try {
			main.join();
			return " though main has returned";
		}
		catch (InterruptedException ex) {
			return " interrupted";
		}
	}

}
