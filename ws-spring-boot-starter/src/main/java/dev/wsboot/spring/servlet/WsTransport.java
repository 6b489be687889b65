package dev.wsboot.spring.servlet;

/**
 * How the sockets of connections are driven after the handshake.
 */
public enum WsTransport {

	/**
	 * By the engine's own event loops where the servlet container's sockets can be taken
	 * over, which is so on Tomcat; else as {@link #PORTABLE}.
	 */
	AUTO,

	/** By the servlet container, through what the servlet specification offers. */
	PORTABLE

}
