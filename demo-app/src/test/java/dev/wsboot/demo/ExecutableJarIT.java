package dev.wsboot.demo;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.wsboot.engine.testing.JdkClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The jar that the build hands out, started as a user would.
 */
class ExecutableJarIT {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	@Test
	void obeysTheSwitchesOfSpringBoot() throws Exception {
		Process process = start("--server.port=0");
		try (BufferedReader log = process.inputReader()) {
			int port = awaitPort(log);
			assertThat(port).as("0 asks for any free port, not for the default").isNotEqualTo(8080);
			String address = "localhost:" + port;
			HttpClient client = HttpClient.newHttpClient();
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/actuator/health")).build();
			// 503 between "started on port" and the moment when the application is ready
			await().atMost(Duration.ofSeconds(30))
				.until(() -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);

			JdkClient echo = JdkClient.connect(client, URI.create("ws://" + address + "/echo"));
			assertThat(echo.send("Hello").text()).isEqualTo("Hello");
			// Asks it to stop, as SIGTERM and Ctrl+C do
			process.destroy();
			assertThat(echo.awaitClosed().code()).isEqualTo(1001);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the demo ends").isTrue();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static Process start(String... arguments) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		ProcessBuilder builder = new ProcessBuilder(java, "-jar", System.getProperty("demo.jar"));
		builder.command().addAll(List.of(arguments));
		Process process = builder.redirectErrorStream(true).start();
		// Ends the log, and so the test, of a demo that hangs
		CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
		return process;
	}

	private static int awaitPort(BufferedReader log) throws Exception {
		StringBuilder seen = new StringBuilder();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			Matcher matcher = STARTED.matcher(line);
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
			seen.append(line).append('\n');
		}
		throw new AssertionError("The demo ended before it listened:\n" + seen);
	}

}
