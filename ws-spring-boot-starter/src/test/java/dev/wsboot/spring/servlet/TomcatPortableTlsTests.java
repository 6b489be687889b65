package dev.wsboot.spring.servlet;

/**
 * TLS sockets that stay with Tomcat.
 */
class TomcatPortableTlsTests extends ServerContract
		implements HandshakeContract, MessagesContract, ClosingContract, JdkClientContract, LoadContract {

	TomcatPortableTlsTests() {
		super(Container.TOMCAT, true, "ws.transport=portable");
	}

}
