package dev.wsboot.spring.servlet;

import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.WebServer;

/**
 * The servlet containers that the contract is tested on; both are on the class path.
 */
enum Container {

	TOMCAT(TomcatWebServer.class, JettyServletWebServerAutoConfiguration.class),

	JETTY(JettyServletWebServer.class, TomcatServletWebServerAutoConfiguration.class);

	private final Class<? extends WebServer> webServer;

	private final Class<?> other;

	Container(Class<? extends WebServer> webServer, Class<?> other) {
		this.webServer = webServer;
		this.other = other;
	}

	Class<? extends WebServer> webServer() {
		return this.webServer;
	}

	String property() {
		return "spring.autoconfigure.exclude=" + this.other.getName();
	}

}
