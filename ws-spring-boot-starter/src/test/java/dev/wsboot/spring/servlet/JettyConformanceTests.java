package dev.wsboot.spring.servlet;

/**
 * Sockets taken over from Jetty, with the defaults.
 */
class JettyConformanceTests extends ServerContract implements ConformanceContract {

	JettyConformanceTests() {
		super(Container.JETTY, false);
	}

}
