package dev.wsboot.engine.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.client.WsClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the JVM lives in whose {@code main} a server was started.
 */
class ServerInMainTests {

	private Process process;

	@AfterEach
	void end() {
		this.process.destroyForcibly();
	}

	private int start(boolean daemon) throws IOException, URISyntaxException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String classes = location(WsServer.class) + File.pathSeparator + location(ServerInMain.class);
		this.process = new ProcessBuilder(java, "-cp", classes, ServerInMain.class.getName(), String.valueOf(daemon))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = this.process.inputReader();
		return Integer.parseInt(output.readLine());
	}

	private static Path location(Class<?> type) throws URISyntaxException {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	@Test
	void itLivesUntilTheServerIsStopped() throws Exception {
		int port = start(false);
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		try (WsClient client = WsClient.create()) {
			WsConnection connection = client
				.connect("ws://localhost:" + port + "/",
						WsHandler.of((opened, request) -> opened.onText(received::add)))
				.get(20, TimeUnit.SECONDS);
			connection.send("serving");
			assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("serving though main has returned");
			connection.send("stop");
			assertThat(this.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.process.exitValue()).isZero();
		}
	}

	@Test
	void itEndsWithMainIfTheServerIsADaemon() throws Exception {
		start(true);
		assertThat(this.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.process.exitValue()).isZero();
	}

}
