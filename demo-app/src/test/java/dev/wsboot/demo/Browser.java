package dev.wsboot.demo;

import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

/**
 * A Chromium without a screen, whose windows share nothing, as if each were on a machine
 * of its own.
 */
final class Browser implements AutoCloseable {

	private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

	private final Path profile;

	private final Process process;

	private final DevTools devTools;

	private final List<String> contexts = new ArrayList<>();

	Browser(Path executable) throws Exception {
		this.profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "browser-profile-");
		this.process = new ProcessBuilder(executable.toString(), "--headless", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--ignore-certificate-errors", "--user-data-dir=" + this.profile,
				"--remote-debugging-port=0", "about:blank")
			.redirectErrorStream(true)
			.start();
		// Ends the log, and so the test, of a browser that hangs
		CompletableFuture.delayedExecutor(15, TimeUnit.MINUTES).execute(this.process::destroyForcibly);
		this.devTools = new DevTools(awaitDevTools(this.process.inputReader()));
	}

	/**
	 * Looks for a browser on the path.
	 */
	static Optional<Path> find() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.flatMap((folder) -> Stream.of("chromium", "google-chrome", "chrome").map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Opens a window and waits until its page is loaded.
	 */
	Window open(URI uri) {
		String context = this.devTools.call(null, "Target.createBrowserContext", Map.of())
			.get("browserContextId")
			.asString();
		String target = this.devTools
			.call(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
			.get("targetId")
			.asString();
		String session = this.devTools.call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
			.get("sessionId")
			.asString();
		this.contexts.add(context);
		return new Window(session, uri);
	}

	void closeWindows() {
		this.contexts.forEach((context) -> this.devTools.call(null, "Target.disposeBrowserContext",
				Map.of("browserContextId", context)));
		this.contexts.clear();
	}

	@Override
	public void close() throws Exception {
		List<ProcessHandle> processes = Stream.concat(this.process.descendants(), Stream.of(this.process.toHandle()))
			.toList();
		this.devTools.call(null, "Browser.close", Map.of());
		for (ProcessHandle each : processes) {
			each.onExit().completeOnTimeout(each, 10, TimeUnit.SECONDS).join().destroyForcibly();
		}
		FileSystemUtils.deleteRecursively(this.profile);
	}

	private static URI awaitDevTools(BufferedReader log) throws Exception {
		StringBuilder seen = new StringBuilder();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			Matcher matcher = LISTENING.matcher(line);
			if (matcher.find()) {
				// A browser whose log nobody reads stops when the pipe is full
				Thread reader = new Thread(() -> log.lines().forEach((unread) -> {
				}), "browser log");
				reader.setDaemon(true);
				reader.start();
				return URI.create(matcher.group(1));
			}
			seen.append(line).append('\n');
		}
		throw new AssertionError("The browser ended before it listened:\n" + seen);
	}

	/**
	 * A window with one page.
	 */
	final class Window {

		private final Queue<String> problems = new ConcurrentLinkedQueue<>();

		private final String session;

		private Window(String session, URI uri) {
			this.session = session;
			Browser.this.devTools.listen(session, this::event);
			for (String domain : List.of("Page", "Runtime", "Log")) {
				call(domain + ".enable", Map.of());
			}
			call("Page.navigate", Map.of("url", uri.toString()));
			await("location.href !== 'about:blank' && document.readyState === 'complete'");
		}

		/**
		 * Evaluates an expression in the page.
		 */
		JsonNode evaluate(String expression) {
			JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
			if (result.has("exceptionDetails")) {
				throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
			}
			return result.get("result").path("value");
		}

		/**
		 * Waits until an expression is true in the page.
		 */
		void await(String condition) {
			Awaitility.await(condition)
				.atMost(Duration.ofSeconds(60))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> evaluate("!!(" + condition + ")").asBoolean());
		}

		/**
		 * What the element that a selector finds says, as a person sees it.
		 */
		String text(String selector) {
			return evaluate("document.querySelector('%s').innerText".formatted(selector)).asString();
		}

		/**
		 * Types into what has the focus, and presses Enter.
		 */
		void type(String text) {
			call("Input.insertText", Map.of("text", text));
			press("Enter", 13, "\r");
		}

		void press(String key, int code, String text) {
			call("Input.dispatchKeyEvent",
					Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text));
			call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
		}

		void click(String selector) {
			evaluate("document.querySelector('%s').click()".formatted(selector));
		}

		/**
		 * Exceptions that nobody caught, and what the browser refused to do.
		 */
		Queue<String> problems() {
			return this.problems;
		}

		private JsonNode call(String method, Map<String, Object> parameters) {
			return Browser.this.devTools.call(this.session, method, parameters);
		}

		private void event(String method, JsonNode parameters) {
			// The log also has an entry of source "network" for each connection that
			// fails
			if (method.equals("Runtime.exceptionThrown") || (method.equals("Log.entryAdded")
					&& !parameters.at("/entry/source").asString().equals("network"))) {
				this.problems.add(parameters.toString());
			}
		}

	}

}
