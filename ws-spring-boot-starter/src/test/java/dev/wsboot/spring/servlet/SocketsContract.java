package dev.wsboot.spring.servlet;

import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server can do that has the sockets in its hand: end them while the client is
 * silent.
 */
interface SocketsContract extends UnderTest {

	@Test
	default void terminationEndsTheSocketAtOnce() throws Exception {
		try (RawClient client = open("/commands?terminationEndsTheSocketAtOnce")) {
			client.send(Frame.text("terminate"));
			assertThat(client.readRest()).isEmpty();
			assertThat(server().bean(ContractApplication.Closes.class)
				.of("terminationEndsTheSocketAtOnce")
				.get(20, TimeUnit.SECONDS)).isEqualTo(new WsClose(1006, "terminated", Initiator.LOCAL));
		}
	}

	@Test
	default void socketEndsBehindTheAnswerToTheClientsClose() throws Exception {
		try (RawClient client = server().connect()) {
			client.send(RawClient.request("/echo?socketEndsBehindTheAnswerToTheClientsClose"), Frame.text("last"),
					Frame.close(1000, ""));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101");
			assertThat(client.readFrame().text()).isEqualTo("last");
			assertThat(client.readFrame().closeCode()).isEqualTo(1000);
			assertThat(client.readRest()).isEmpty();
		}
	}

	@Test
	default void serversCloseEndsTheSocketOnceAnswered() throws Exception {
		try (RawClient client = open("/commands?serversCloseEndsTheSocketOnceAnswered")) {
			client.send(Frame.text("close"));
			Frame close = client.readFrame();
			assertThat(close.closeCode()).isEqualTo(4001);
			client.send(close);
			assertThat(client.readRest()).isEmpty();
		}
	}

}
