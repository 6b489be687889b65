package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * A way for a socket to leave the container's HTTP. Thread-safe.
 */
interface SocketUpgrade {

	/**
	 * Has the container switch protocols when the response, which has its status and
	 * header fields already, is written.
	 * @param request the container's own request, not wrapped
	 * @param pending to be opened on the socket
	 * @return false if this is no way for this request
	 * @throws IOException if the container cannot
	 * @throws ServletException if the container cannot
	 */
	boolean upgrade(HttpServletRequest request, PendingConnection pending) throws IOException, ServletException;

}
