package dev.wsboot.spring.servlet;

import java.io.IOException;

import dev.wsboot.engine.testing.RawClient;

/**
 * Routes on a port of their own, beside a web server.
 */
class OwnPortRefusalsTests extends ServerContract implements RefusalsContract {

	OwnPortRefusalsTests() {
		super(Container.TOMCAT, false, "ws.server.port=0", "ws.server.address=127.0.0.1");
	}

	@Override
	public RawClient connect() throws IOException {
		return RawClient
			.connect(server().context().getEnvironment().getRequiredProperty("local.ws.server.port", Integer.class));
	}

}
