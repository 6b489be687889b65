package dev.wsboot.spring.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * A way for a socket to leave the container's HTTP. Thread-safe. Requests are the
 * container's own, not wrapped.
 */
interface SocketUpgrade {

	/** Whether the socket of a request can be taken over in this way. */
	boolean isPossible(HttpServletRequest request);

	/**
	 * Has the container switch protocols when the response, which has its status and
	 * header fields already, is written.
	 * @throws IOException if the container cannot
	 * @throws ServletException if the container cannot
	 */
	void upgrade(HttpServletRequest request, AnsweredHandshake answered) throws IOException, ServletException;

}
