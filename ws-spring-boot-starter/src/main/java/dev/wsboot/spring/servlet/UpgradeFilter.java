package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The outermost filter: switches protocols when all others are through with the handshake
 * request, to which until then nothing special has happened. (Jetty's requests answer
 * filters with exceptions once they are told to upgrade.)
 */
public final class UpgradeFilter implements Filter {

	private static final String ATTRIBUTE = UpgradeFilter.class.getName() + ".UPGRADE";

	/** Has the protocol switched at the end of the request. */
	static void upgradeLater(HttpServletRequest request, SocketUpgrade way, AnsweredHandshake answered) {
		request.setAttribute(ATTRIBUTE, new Upgrade(way, answered));
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		boolean upgraded = false;
		try {
			chain.doFilter(request, response);
			upgraded = upgrade((HttpServletRequest) request, (HttpServletResponse) response);
		}
		finally {
			if (!upgraded && request.getAttribute(ATTRIBUTE) instanceof Upgrade upgrade) {
				upgrade.answered().abandon();
			}
		}
	}

	private static boolean upgrade(HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		// Another status means that somebody has had second thoughts.
		if (request.getAttribute(ATTRIBUTE) instanceof Upgrade upgrade
				&& response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
			upgrade.way().upgrade(SocketUpgrades.unwrap(request), upgrade.answered());
			return true;
		}
		return false;
	}

	private record Upgrade(SocketUpgrade way, AnsweredHandshake answered) {

	}

}
