package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.List;

import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The ways to take a socket over from the web server; the first that can is used.
 * Immutable.
 */
public final class SocketUpgrades {

	private final List<SocketUpgrade> ways;

	/**
	 * Looks for the ways there are.
	 * @param transport whether to take over what the servlet specification does not offer
	 * @param context the application, whose web server the sockets come from
	 */
	public SocketUpgrades(WsTransport transport, ApplicationContext context) {
		List<SocketUpgrade> ways = new ArrayList<>();
		if (transport == WsTransport.AUTO) {
			if (isPresent("org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler")) {
				ways.add(new TomcatTakeover(context));
			}
			if (isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest")) {
				ways.add(new JettyTakeover());
			}
		}
		ways.add(new PortableUpgrade());
		this.ways = List.copyOf(ways);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, SocketUpgrades.class.getClassLoader());
	}

	List<SocketUpgrade> ways() {
		return this.ways;
	}

}
