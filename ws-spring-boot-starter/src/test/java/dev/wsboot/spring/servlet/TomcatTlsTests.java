package dev.wsboot.spring.servlet;

/**
 * TLS sockets taken over from Tomcat.
 */
class TomcatTlsTests extends ServerContract implements HandshakeContract, MessagesContract, ClosingContract,
		JdkClientContract, SocketsContract, LoadContract {

	TomcatTlsTests() {
		super(Container.TOMCAT, true);
	}

}
