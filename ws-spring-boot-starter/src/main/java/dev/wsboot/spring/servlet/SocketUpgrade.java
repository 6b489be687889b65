package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * How a socket leaves the container's HTTP. Thread-safe.
 */
interface SocketUpgrade {

	/**
	 * Has the container switch protocols when the response, which has its status and
	 * header fields already, is written.
	 * @param request the container's own request, not wrapped
	 * @param pending to be opened on the socket
	 * @throws IOException if the container cannot
	 * @throws ServletException if the container cannot
	 */
	void upgrade(HttpServletRequest request, PendingConnection pending) throws IOException, ServletException;

}
