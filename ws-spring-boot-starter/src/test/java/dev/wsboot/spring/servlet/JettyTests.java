package dev.wsboot.spring.servlet;

/**
 * Sockets taken over from Jetty.
 */
class JettyTests extends ServerContract implements HandshakeContract, RefusalsContract, MessagesContract,
		ClosingContract, JdkClientContract, TomcatClientContract, SocketsContract, LoadContract {

	JettyTests() {
		super(Container.JETTY, false);
	}

}
