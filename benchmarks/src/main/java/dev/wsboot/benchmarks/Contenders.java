package dev.wsboot.benchmarks;

import java.util.List;

import dev.wsboot.benchmarks.Contender.Product;

/**
 * The servers there are.
 */
final class Contenders {

	private Contenders() {
	}

	/**
	 * All of them.
	 * @return the floor first, since the others are compared to it
	 */
	static List<Contender> all() {
		return List.of(Contender.peer("floor", "floor: a bare NIO loop", "FloorServer"),
				Contender.peer("spring", "Spring WebSocket on Tomcat", "SpringServer", Product.SPRING, Product.LOGBACK,
						Product.TOMCAT),
				Contender.peer("jetty", "Jetty 12.1", "JettyServer", Product.JETTY),
				Contender.peer("netty", "Netty 4.2", "NettyServer", Product.NETTY));
	}

}
