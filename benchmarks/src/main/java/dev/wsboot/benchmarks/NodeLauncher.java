package dev.wsboot.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.wsboot.benchmarks.server.ServerSettings;

/**
 * Starts a server on Node.js, where that and npm are installed. The packages are got once
 * and kept in the directory of the report.
 */
final class NodeLauncher implements Contender.Launcher {

	private static final String[] PACKAGES = { "ws@8.23.0", "bufferutil@4.1.0", "faye-websocket@0.11.4",
			"permessage-deflate@0.1.7", "nodejs-websocket@1.7.2" };

	private static final String CONTROL = "control.js";

	private final Path directory;

	private final String script;

	/**
	 * Creates a launcher.
	 * @param directory where packages and scripts are put
	 * @param script the server, among the resources of this module
	 */
	NodeLauncher(Path directory, String script) {
		this.directory = directory.toAbsolutePath();
		this.script = script;
	}

	@Override
	public boolean available() {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, "node")) && Files.isExecutable(Path.of(path, "npm")));
	}

	@Override
	public List<String> command(ServerSettings settings) throws IOException {
		if (!Files.exists(this.directory.resolve("node_modules"))) {
			install();
		}
		copy(CONTROL);
		List<String> command = new ArrayList<>(List.of("node", "--expose-gc", "--max-old-space-size=1024"));
		command.add(copy(this.script).toString());
		command.addAll(settings.arguments());
		return command;
	}

	private void install() throws IOException {
		Files.createDirectories(this.directory);
		List<String> command = new ArrayList<>(List.of("npm", "install", "--no-save", "--no-package-lock",
				"--ignore-scripts", "--no-audit", "--no-fund", "--prefix", this.directory.toString()));
		command.addAll(List.of(PACKAGES));
		try {
			int status = new ProcessBuilder(command).inheritIO().start().waitFor();
			if (status != 0) {
				throw new IOException("npm ended with status " + status);
			}
		}
		catch (InterruptedException ex) {
			throw new IOException("interrupted while npm worked", ex);
		}
	}

	private Path copy(String name) throws IOException {
		Path target = this.directory.resolve(name);
		try (InputStream source = NodeLauncher.class.getResourceAsStream("/node/" + name)) {
			if (source == null) {
				throw new IOException("'" + name + "' is not on the class path");
			}
			Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
		}
		return target;
	}

}
