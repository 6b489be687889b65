package dev.wsboot.spring.servlet;

import java.io.IOException;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS sockets that stay with Jetty.
 */
class JettyPortableTlsTests extends ServerContract implements MessagesContract, ClosingContract, LoadContract {

	JettyPortableTlsTests() {
		super(Container.JETTY, true, "ws.transport=portable");
	}

	/** Without bytes behind the request, this Jetty reports the end of input. */
	@Override
	public RawClient open(TestServer server, String path) throws IOException {
		RawClient client = server.connect();
		client.send(RawClient.request(path), Frame.ping(""));
		assertThat(client.readHead()).startsWith("HTTP/1.1 101");
		assertThat(client.readFrame().opcode()).isEqualTo(Frame.PONG);
		return client;
	}

}
