package dev.wsboot.spring.servlet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message there and back on a real server.
 */
class SmokeTests {

	@ParameterizedTest
	@CsvSource({ "TOMCAT,false,auto", "TOMCAT,true,auto", "JETTY,false,auto", "JETTY,true,auto" })
	void echoes(Container container, boolean tls, String transport) throws Exception {
		try (TestServer server = TestServer.start(container, tls, ContractApplication.class,
				"ws.transport=" + transport)) {
			try (RawClient client = RawClient.open(server, "/echo")) {
				client.sendText("Hello");
				assertThat(client.readFrame().text()).isEqualTo("Hello");
				byte[] big = new byte[1 << 20];
				client.sendFrame(true, RawClient.BINARY, big);
				assertThat(client.readFrame().payload()).isEqualTo(big);
				client.sendFrame(true, RawClient.CLOSE, new byte[] { 3, (byte) 0xe8 });
				assertThat(client.readFrame().closeCode()).isEqualTo(1000);
				assertThat(client.readToEnd()).isZero();
			}
		}
	}

}
