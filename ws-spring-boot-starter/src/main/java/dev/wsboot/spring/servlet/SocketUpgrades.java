package dev.wsboot.spring.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The ways to take a socket over from the web server. Thread-safe.
 */
public final class SocketUpgrades {

	private static final Log logger = LogFactory.getLog(SocketUpgrades.class);

	private final List<SocketUpgrade> ways;

	private final AtomicBoolean noneLogged = new AtomicBoolean();

	/**
	 * Looks for the ways there are.
	 * @param context the application, whose web server the sockets come from
	 */
	public SocketUpgrades(ApplicationContext context) {
		List<SocketUpgrade> ways = new ArrayList<>();
		if (isPresent("org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler")) {
			ways.add(new TomcatTakeover(context));
		}
		if (isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest")) {
			ways.add(new JettyTakeover());
		}
		this.ways = List.copyOf(ways);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, SocketUpgrades.class.getClassLoader());
	}

	/**
	 * The way for the socket that a request came by; null, which the log explains once,
	 * if there is none.
	 */
	@Nullable SocketUpgrade find(HttpServletRequest request) {
		HttpServletRequest own = unwrap(request);
		for (SocketUpgrade way : this.ways) {
			if (way.isPossible(own)) {
				return way;
			}
		}
		if (this.noneLogged.compareAndSet(false, true)) {
			logger.error("WebSocket connections are refused, for the sockets of this web server cannot be taken over: "
					+ own.getServletContext().getServerInfo() + ", whose requests are " + own.getClass().getName()
					+ ". Use Tomcat with NIO connectors, or Jetty, or set ws.server.port to serve the routes on a"
					+ " port of their own");
		}
		return null;
	}

	/** The container's own request, which filters may have wrapped. */
	static HttpServletRequest unwrap(HttpServletRequest request) {
		ServletRequest innermost = request;
		while (innermost instanceof ServletRequestWrapper wrapper) {
			innermost = wrapper.getRequest();
		}
		return (HttpServletRequest) innermost;
	}

}
