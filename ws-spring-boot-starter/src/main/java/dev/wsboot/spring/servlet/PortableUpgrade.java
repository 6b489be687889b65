package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Switches protocols by what the servlet specification offers.
 */
final class PortableUpgrade implements SocketUpgrade {

	@Override
	public void upgrade(HttpServletRequest request, PendingConnection pending) throws IOException, ServletException {
		request.upgrade(PortableUpgradeHandler.class).prepare(pending);
	}

}
