package dev.wsboot.demo;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jetty.servlet.JettyServletWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo on Jetty.
 */
@TestPropertySource(
		properties = "spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration")
class DemoOnJettyIT extends DemoContract {

	@Test
	void runsOnJetty(@Autowired WebServerApplicationContext context) {
		assertThat(context.getWebServer()).isInstanceOf(JettyServletWebServer.class);
	}

}
