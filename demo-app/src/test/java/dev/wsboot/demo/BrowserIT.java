package dev.wsboot.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

import dev.wsboot.demo.Browser.Window;
import dev.wsboot.engine.testing.CuttableProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The page in a browser, on every server.
 */
@ParameterizedClass
@EnumSource(DemoServer.class)
class BrowserIT {

	private static Browser browser;

	@Parameter
	private DemoServer server;

	@BeforeAll
	static void startBrowser() throws Exception {
		Optional<Path> executable = Browser.find();
		assumeTrue(executable.isPresent(), "There is no chromium, google-chrome or chrome on the path");
		browser = new Browser(executable.get());
	}

	@AfterAll
	static void closeBrowser() throws Exception {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void awaitEmptyRoom() throws Exception {
		ChatClient.awaitEmptyRoom(this.server);
	}

	@AfterEach
	void closeWindows() {
		browser.closeWindows();
	}

	@Test
	void chatsBetweenTwoWindows() {
		Window ann = enter("Ann", this.server.http("/"));
		assertThat(ann.text("#chat-users")).isEqualTo("Ann\nyou");
		Window bo = enter("Bo", this.server.http("/"));
		bo.await(users("Ann Bo"));
		ann.await(users("Ann Bo"));
		assertThat(ann.text("#chat-users-count")).isEqualTo("2");
		assertThat(ann.text(".notice:last-child")).startsWith("Bo entered");

		ann.type("Hello <b>Bo</b><img src=x onerror=alert(1)>");
		for (Window window : new Window[] { ann, bo }) {
			window.await("document.querySelector('.message')");
			assertThat(window.text(".message .text")).isEqualTo("Hello <b>Bo</b><img src=x onerror=alert(1)>");
			assertThat(window.evaluate("document.querySelectorAll('.message :is(b, img)').length").asInt()).isZero();
			assertThat(window.text(".message time")).matches("\\d+:\\d\\d.*");
		}
		assertThat(bo.text(".message .name")).isEqualTo("Ann");
		assertThat(ann.evaluate("document.querySelector('.message').classList.contains('own')").asBoolean()).isTrue();
		assertThat(ann.evaluate("document.getElementById('chat-text').value").asString()).isEmpty();

		bo.click("#chat-leave");
		ann.await(users("Ann"));
		assertThat(ann.text(".notice:last-child")).startsWith("Bo left");
		assertThat(bo.evaluate("document.getElementById('chat-room').hidden").asBoolean()).isTrue();

		assertThat(ann.problems()).isEmpty();
		assertThat(bo.problems()).isEmpty();
	}

	@Test
	void saysWhyANicknameIsRefused() {
		enter("Ann", this.server.http("/"));
		Window other = browser.open(this.server.http("/"));
		other.await("document.getElementById('chat-state').dataset.state === 'open'");
		other.type("ann");
		other.await("document.getElementById('chat-enter-error').innerText === 'The nickname ann is taken'");
		other.type("Bo");
		other.await(users("Ann Bo"));
	}

	@Test
	void comesBackWhenTheConnectionIsLost() throws Exception {
		try (CuttableProxy proxy = new CuttableProxy(this.server.port())) {
			URI proxied = URI.create(this.server.http("/").toString().replaceFirst(":\\d+", ":" + proxy.port()));
			Window ann = enter("Ann", proxied);
			Window bo = enter("Bo", this.server.http("/"));
			ann.await(users("Ann Bo"));

			proxy.cut();
			bo.await(users("Bo"));
			ann.await("document.getElementById('chat-state').innerText === 'Connection lost'");
			ann.await("/^reconnecting in \\d+ s$/.test(document.getElementById('chat-countdown').innerText)");
			assertThat(ann.evaluate("document.getElementById('chat-send').disabled").asBoolean()).isTrue();

			proxy.restore();
			ann.click("#chat-retry");
			ann.await(users("Ann Bo"));
			assertThat(ann.text("#chat-state")).isEqualTo("Connected");
			assertThat(ann.text("#chat-countdown")).isEmpty();
			bo.await(users("Ann Bo"));
			bo.type("Welcome back");
			ann.await("document.querySelector('.message .text')?.innerText === 'Welcome back'");
			assertThat(ann.problems()).isEmpty();
		}
	}

	@Test
	void comesBackByItself() throws Exception {
		try (CuttableProxy proxy = new CuttableProxy(this.server.port())) {
			URI proxied = URI.create(this.server.http("/").toString().replaceFirst(":\\d+", ":" + proxy.port()));
			Window ann = enter("Ann", proxied);
			proxy.cut();
			ann.await("document.getElementById('chat-state').dataset.state === 'waiting'");
			proxy.restore();
			ann.await(users("Ann"));
		}
	}

	@Test
	void echoesOnBothRoutes() {
		Window window = browser.open(this.server.http("/"));
		window.click("#tab-echo");
		for (String route : new String[] { "echo", "echo-inline" }) {
			window.click("[name=route][value=" + route + "]");
			window.await("document.getElementById('echo-state').dataset.state === 'open'");
			window.click("[name=type][value=text]");
			window.click("#echo-form [type=submit]");
			window.await("/text, 12 characters/.test(document.querySelector('.echoed:last-child')?.innerText)");
			window.click("[name=type][value=binary]");
			window.click("#echo-burst");
			window.await("/1,000 × binary, 12 bytes/.test(document.querySelector('.echoed:last-child').innerText)");
		}
		assertThat(window.problems()).isEmpty();
	}

	/**
	 * Enters with the keyboard alone.
	 */
	private Window enter(String name, URI uri) {
		Window window = browser.open(uri);
		window.await("document.getElementById('chat-state').dataset.state === 'open'");
		window.type(name);
		window.await("document.activeElement.id === 'chat-text'");
		return window;
	}

	private static String users(String names) {
		return "[...document.querySelectorAll('#chat-users bdi')].map((user) => user.innerText).join(' ') === '%s'"
			.formatted(names);
	}

}
