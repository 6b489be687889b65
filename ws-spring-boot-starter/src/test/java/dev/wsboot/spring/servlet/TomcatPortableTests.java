package dev.wsboot.spring.servlet;

/**
 * Sockets that stay with Tomcat.
 */
class TomcatPortableTests extends ServerContract
		implements HandshakeContract, MessagesContract, ClosingContract, JdkClientContract, LoadContract {

	TomcatPortableTests() {
		super(Container.TOMCAT, false, "ws.transport=portable");
	}

}
