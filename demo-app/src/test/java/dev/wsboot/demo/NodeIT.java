package dev.wsboot.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.testing.TestCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The npm package {@code ws}, the usual client on Node.js, with every server.
 */
class NodeIT {

	private static final Path FOLDER = Path.of("target", "test-classes", "node").toAbsolutePath();

	@BeforeAll
	static void installPackage() throws Exception {
		assumeTrue(succeeds("node", "--version") && succeeds("npm", "--version"), "There is no node with npm");
		if (!Files.exists(FOLDER.resolve("node_modules/ws"))) {
			assumeTrue(succeeds("npm", "install", "--no-package-lock", "--ignore-scripts", "--fetch-retries=1"),
					"npm did not get the package ws");
		}
	}

	@ParameterizedTest
	@EnumSource
	void chatsAndEchoes(DemoServer server) throws Exception {
		ChatClient.awaitEmptyRoom(server);
		ProcessBuilder builder = command("node", "clients.mjs", server.ws("").toString());
		builder.environment().put("NODE_EXTRA_CA_CERTS", TestCertificate.LOCALHOST.pem().toString());
		Process process = builder.start();
		CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
	}

	private static boolean succeeds(String... command) throws InterruptedException {
		try {
			Process process = command(command).start();
			process.getInputStream().readAllBytes();
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ProcessBuilder command(String... command) {
		return new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
	}

}
