package dev.wsboot.spring.servlet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How connections end.
 */
interface ClosingContract extends UnderTest {

	/** How the connection ended whose query is this name. */
	private WsClose closeOf(String name) throws Exception {
		return server().bean(ContractApplication.Closes.class).of(name).get(20, TimeUnit.SECONDS);
	}

	@Test
	default void serversCloseIsDoneOnceAnswered() throws Exception {
		try (RawClient client = open("/commands?serversCloseIsDoneOnceAnswered")) {
			client.send(Frame.text("close"));
			Frame close = client.readFrame();
			assertThat(close.closeCode()).isEqualTo(4001);
			client.send(close);
			assertThat(closeOf("serversCloseIsDoneOnceAnswered"))
				.isEqualTo(new WsClose(4001, "told to", Initiator.LOCAL));
		}
	}

	@Test
	default void vanishedClientIsAbnormal() throws Exception {
		RawClient client = open("/echo?vanishedClientIsAbnormal");
		client.send(Frame.text("there"));
		assertThat(client.readFrame().text()).isEqualTo("there");
		client.reset();
		assertThat(closeOf("vanishedClientIsAbnormal")).extracting(WsClose::code, WsClose::initiator)
			.containsExactly(1006, Initiator.REMOTE);
	}

	@Test
	default void clientThatEndsItsOutputIsAbnormal() throws Exception {
		try (RawClient client = open("/echo?clientThatEndsItsOutputIsAbnormal")) {
			client.endOutput();
			assertThat(closeOf("clientThatEndsItsOutputIsAbnormal")).extracting(WsClose::code, WsClose::initiator)
				.containsExactly(1006, Initiator.REMOTE);
		}
	}

	@Test
	default void tooLargeMessageFailsWith1009() throws Exception {
		try (RawClient client = open("/small?tooLargeMessageFailsWith1009")) {
			client.send(Frame.binary(new byte[64 * 1024]));
			assertThat(client.readFrame().closeCode()).isEqualTo(1009);
			client.send(Frame.close(1009, ""));
			client.endOutput();
			assertThat(client.readRest()).isEmpty();
			assertThat(closeOf("tooLargeMessageFailsWith1009")).extracting(WsClose::code, WsClose::initiator)
				.containsExactly(1009, Initiator.LOCAL);
		}
	}

	@Test
	default void breachOfTheProtocolFailsWith1002() throws Exception {
		try (RawClient client = open("/echo?breachOfTheProtocolFailsWith1002")) {
			client.send(new byte[] { (byte) 0x81, 1, 'x' });
			assertThat(client.readFrame().closeCode()).isEqualTo(1002);
		}
		assertThat(closeOf("breachOfTheProtocolFailsWith1002").code()).isEqualTo(1002);
	}

	@Test
	default void textThatIsNotUtf8FailsWith1007() throws Exception {
		try (RawClient client = open("/echo-inline?textThatIsNotUtf8FailsWith1007")) {
			client.send(Frame.text(new byte[] { (byte) 0xC0, (byte) 0xAF }));
			assertThat(client.readFrame().closeCode()).isEqualTo(1007);
		}
	}

	@Test
	default void handlerThatThrowsFailsWith1011() throws Exception {
		ContractApplication.Commands commands = server().bean(ContractApplication.Commands.class);
		try (RawClient client = open("/commands?handlerThatThrowsFailsWith1011")) {
			client.send(Frame.text("throw"));
			Frame close = client.readFrame();
			assertThat(close.closeCode()).isEqualTo(1011);
			client.send(close);
		}
		assertThat(closeOf("handlerThatThrowsFailsWith1011")).extracting(WsClose::code, WsClose::initiator)
			.containsExactly(1011, Initiator.LOCAL);
		assertThat(commands.errors.get("handlerThatThrowsFailsWith1011")).hasMessage("told to");
	}

	@Test
	default void shutdownSays1001() throws Exception {
		try (TestServer stopping = start(); RawClient client = open(stopping, "/echo")) {
			client.send(Frame.text("there"));
			assertThat(client.readFrame().text()).isEqualTo("there");
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
			Frame close = client.readFrame();
			assertThat(close.closeCode()).isEqualTo(1001);
			client.send(close);
			stopped.get(60, TimeUnit.SECONDS);
		}
	}

}
