package dev.wsboot.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.wsboot.benchmarks.Contender.Launcher;
import dev.wsboot.benchmarks.Contender.Role;
import dev.wsboot.benchmarks.JavaLauncher.Product;

/**
 * The servers there are.
 */
final class Contenders {

	private Contenders() {
	}

	/**
	 * All that this machine can run.
	 * @param directory where what must be downloaded is kept
	 * @return the floor first, since the others are compared to it
	 */
	static List<Contender> all(Path directory) {
		Path node = directory.resolve("node");
		Stream<Contender> all = Stream.of(
				new Contender("floor", "floor: a bare NIO loop", Role.FLOOR, false, new JavaLauncher("FloorServer")),
				new Contender("wsboot-inline", "starter on Tomcat, inline route", Role.OURS, false, starter("INLINE")),
				new Contender("wsboot", "starter on Tomcat, default route", Role.OURS, true, starter("EXECUTOR")),
				new Contender("wsboot-server", "WsServer, inline route", Role.OURS, false,
						new JavaLauncher("StandaloneServer", Product.ENGINE)),
				peer("spring", "Spring WebSocket on Tomcat",
						new JavaLauncher("SpringServer", Product.SPRING, Product.SPRING_WEBSOCKET, Product.LOGBACK,
								Product.TOMCAT)),
				peer("jetty", "Jetty 12.1", new JavaLauncher("JettyServer", Product.JETTY)),
				peer("undertow", "Undertow 2.4", new JavaLauncher("UndertowServer", Product.UNDERTOW)),
				peer("netty", "Netty 4.2", new JavaLauncher("NettyServer", Product.NETTY)),
				peer("vertx", "Vert.x 5", new JavaLauncher("VertxServer", Product.VERTX, Product.NETTY)),
				peer("helidon", "Helidon 4.3", new JavaLauncher("HelidonServer", Product.HELIDON)),
				peer("java-websocket", "Java-WebSocket 1.6",
						new JavaLauncher("JavaWebSocketServer", Product.JAVA_WEBSOCKET)),
				peer("node-ws", "npm ws", new NodeLauncher(node, "ws.js")),
				peer("node-faye", "npm faye-websocket", new NodeLauncher(node, "faye.js")),
				peer("node-nodejs-websocket", "npm nodejs-websocket", new NodeLauncher(node, "nodejs-websocket.js")));
		return all.filter((contender) -> contender.launcher().available()).toList();
	}

	private static Launcher starter(String dispatch) {
		return new JavaLauncher("StarterServer", Product.ENGINE, Product.STARTER, Product.METRICS, Product.SPRING,
				Product.LOGBACK, Product.TOMCAT)
			.with("-Dws.dispatch=" + dispatch);
	}

	private static Contender peer(String name, String title, Launcher launcher) {
		return new Contender(name, title, Role.PEER, true, launcher);
	}

}
