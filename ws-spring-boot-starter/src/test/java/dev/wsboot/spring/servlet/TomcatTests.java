package dev.wsboot.spring.servlet;

/**
 * Sockets taken over from Tomcat.
 */
class TomcatTests extends ServerContract implements HandshakeContract, RefusalsContract, MessagesContract,
		ClosingContract, JdkClientContract, TomcatClientContract, SocketsContract, LoadContract {

	TomcatTests() {
		super(Container.TOMCAT, false);
	}

}
