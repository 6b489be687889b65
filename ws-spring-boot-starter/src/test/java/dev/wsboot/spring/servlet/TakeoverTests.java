package dev.wsboot.spring.servlet;

import java.io.IOException;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import dev.wsboot.spring.WsRoutes;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.util.ContentCachingRequestWrapper;
import org.springframework.web.util.ContentCachingResponseWrapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which sockets can be taken over, and what is answered where that is not possible.
 */
@Timeout(180)
class TakeoverTests {

	private static void echoes(RawClient client) throws IOException {
		try (client) {
			client.send(RawClient.request("/echo"), Frame.text("early"));
			assertThat(client.readHead()).startsWith("HTTP/1.1 101");
			assertThat(client.readFrame().text()).isEqualTo("early");
			client.send(Frame.text("later"));
			assertThat(client.readFrame().text()).isEqualTo("later");
		}
	}

	private static void isRefused(RawClient client) throws IOException {
		try (client) {
			client.send(RawClient.request("/echo"));
			String head = client.readHead();
			assertThat(head).startsWith("HTTP/1.1 501");
			assertThat(client.readBody(head)).isEqualTo("this server cannot open WebSocket connections\n");
		}
	}

	/** By a filter around all others, that of the takeover included. */
	@Nested
	class OfWrappedRequests {

		@ParameterizedTest
		@EnumSource(Container.class)
		void isThatOfTheirSockets(Container container) throws Exception {
			try (TestServer server = TestServer.start(container, false, Wrapping.class)) {
				echoes(server.connect());
			}
		}

		@ParameterizedTest
		@EnumSource(Container.class)
		void isThatOfTheirSocketsWhereContentIsCached(Container container) throws Exception {
			try (TestServer server = TestServer.start(container, false, Caching.class)) {
				echoes(server.connect());
			}
		}

	}

	/** What a takeover of Tomcat's sockets needs is internal to the NIO connector. */
	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class OfAnotherConnectorThanNio {

		@Test
		void isRefusedAndExplainedOnce(CapturedOutput output) throws Exception {
			try (TestServer server = TestServer.start(Container.TOMCAT, false, TomcatProtocolTests.Nio2.class)) {
				isRefused(server.connect());
				isRefused(server.connect());
				assertThat(server.bean(WsRoutes.class).endpoint("/echo").ledger().rejections())
					.containsOnlyKeys("takeover")
					.containsEntry("takeover", 2L);
			}
			assertThat(output.getOut()).containsOnlyOnce("WebSocket connections are refused")
				.containsPattern(
						"ERROR.* Apache Tomcat/\\d+.*, whose requests are \\S+RequestFacade\\. Use .* NIO .*, or set"
								+ " ws\\.server\\.port");
		}

		@Test
		void leavesThatOfNioConnectorsAlone() throws Exception {
			try (TestServer server = TestServer.start(Container.TOMCAT, false, NioAndNio2.class)) {
				for (Connector connector : TomcatEndpoint.connectors(server)) {
					RawClient client = RawClient.connect(connector.getLocalPort());
					if (connector.getProtocolHandler() instanceof Http11Nio2Protocol) {
						isRefused(client);
					}
					else {
						echoes(client);
					}
				}
			}
		}

	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void ofAnotherContainersSocketsIsNotPossible(CapturedOutput output) {
		SocketUpgrades upgrades = new SocketUpgrades(new StaticApplicationContext());
		MockHttpServletRequest request = new MockHttpServletRequest();
		assertThat(upgrades.find(new HttpServletRequestWrapper(request))).isNull();
		assertThat(upgrades.find(request)).isNull();
		assertThat(output).containsOnlyOnce("WebSocket connections are refused")
			.contains("MockServletContext, whose requests are " + MockHttpServletRequest.class.getName());
	}

	private static FilterRegistrationBean<Filter> outermost(Filter filter) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class Wrapping {

		@Bean
		FilterRegistrationBean<Filter> wrapping() {
			return outermost((request, response, chain) -> chain.doFilter(
					new HttpServletRequestWrapper(new HttpServletRequestWrapper((HttpServletRequest) request)),
					new HttpServletResponseWrapper((HttpServletResponse) response)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class Caching {

		@Bean
		FilterRegistrationBean<Filter> caching() {
			return outermost((request, response, chain) -> {
				ContentCachingResponseWrapper cached = new ContentCachingResponseWrapper(
						(HttpServletResponse) response);
				chain.doFilter(new ContentCachingRequestWrapper((HttpServletRequest) request, 1024), cached);
				cached.copyBodyToResponse();
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class NioAndNio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> anotherConnector() {
			return (factory) -> {
				Connector connector = new Connector(Http11Nio2Protocol.class.getName());
				connector.setPort(0);
				factory.addAdditionalConnectors(connector);
			};
		}

	}

}
