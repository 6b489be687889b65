package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What the servlet specification offers, for any container.
 */
final class PortableUpgrade implements SocketUpgrade {

	@Override
	public boolean upgrade(HttpServletRequest request, PendingConnection pending) throws IOException, ServletException {
		request.upgrade(PortableUpgradeHandler.class).prepare(pending);
		return true;
	}

}
