package dev.wsboot.spring.servlet;

/**
 * Sockets taken over from Tomcat, with context takeover where a client asks for no less.
 */
class TomcatConformanceTests extends ServerContract implements ConformanceContract {

	TomcatConformanceTests() {
		super(Container.TOMCAT, false, "ws.compression.server-context-takeover=true",
				"ws.compression.client-context-takeover=true");
	}

}
