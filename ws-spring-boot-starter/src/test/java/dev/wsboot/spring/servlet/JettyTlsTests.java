package dev.wsboot.spring.servlet;

/**
 * TLS sockets taken over from Jetty.
 */
class JettyTlsTests extends ServerContract implements HandshakeContract, MessagesContract, ClosingContract,
		JdkClientContract, SocketsContract, LoadContract {

	JettyTlsTests() {
		super(Container.JETTY, true);
	}

}
