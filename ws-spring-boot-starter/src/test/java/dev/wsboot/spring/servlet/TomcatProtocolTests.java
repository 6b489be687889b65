package dev.wsboot.spring.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.wsboot.engine.testing.Frame;
import dev.wsboot.engine.testing.RawClient;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.modeler.ManagedBean;
import org.apache.tomcat.util.modeler.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.OverridingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which protocol Tomcat's connectors have, and how it resembles Tomcat's own.
 */
@Timeout(180)
class TomcatProtocolTests {

	@Test
	void isUsable() {
		assertThat(TomcatProtocol.isUsable()).isTrue();
	}

	@Test
	void isNotUsableFromAnotherClassLoaderThanTomcats() throws Exception {
		OverridingClassLoader other = new OverridingClassLoader(getClass().getClassLoader());
		other.excludePackage("org");
		Class<?> copy = other.loadClass(TomcatProtocol.class.getName());
		assertThat(copy).isNotSameAs(TomcatProtocol.class);
		assertThat(copy.getMethod("isUsable").invoke(null)).isEqualTo(false);
	}

	@Test
	void isOursUnlessTheApplicationSaysOtherwise() {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, Object.class)) {
			assertThat(TomcatEndpoint.protocol(server)).isInstanceOf(TomcatProtocol.class);
		}
	}

	@Test
	void isAnotherWhereTheApplicationSaysSo() {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, Nio2.class)) {
			assertThat(TomcatEndpoint.protocol(server)).isInstanceOf(Http11Nio2Protocol.class);
		}
	}

	@Test
	void isTomcatsOwnWhereTheApplicationSaysSo() throws Exception {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, TomcatsOwn.class)) {
			assertThat(TomcatEndpoint.protocol(server)).hasSameClassAs(new Http11NioProtocol());
			echoes(server.port());
		}
	}

	@Test
	void ofTheApplicationsOtherConnectorsIsLeftAlone() throws Exception {
		try (TestServer server = TestServer.start(Container.TOMCAT, false, TwoConnectors.class)) {
			List<Connector> connectors = TomcatEndpoint.connectors(server);
			assertThat(connectors.get(0).getProtocolHandler()).isInstanceOf(TomcatProtocol.class);
			assertThat(connectors.get(1).getProtocolHandler()).hasSameClassAs(new Http11NioProtocol());
			for (Connector connector : connectors) {
				echoes(connector.getLocalPort());
			}
		}
	}

	@Test
	void hasTheNameOfTomcatsOwn() {
		for (boolean tls : new boolean[] { false, true }) {
			try (TestServer server = TestServer.start(Container.TOMCAT, tls, Object.class)) {
				String name = TomcatEndpoint.of(TomcatEndpoint.protocol(server)).getName();
				assertThat(name).startsWith(tls ? "https-jsse-nio-" : "http-nio-");
				assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
					.contains(name + "-Poller", name + "-Acceptor", name + "-exec-1");
			}
		}
	}

	/** Its meters are taken from there. */
	@Test
	void offersToJmxWhatTomcatsOwnOffers() throws Exception {
		AbstractProtocol<?> ours = new TomcatProtocol();
		AbstractProtocol<?> tomcats = new Http11NioProtocol();
		assertThat(attributes(ours)).containsAll(attributes(tomcats));
		assertThat(attributes(TomcatEndpoint.of(ours))).containsAll(attributes(TomcatEndpoint.of(tomcats)))
			.contains("currentThreadCount", "currentThreadsBusy", "connectionCount", "keepAliveCount");
	}

	private static Set<String> attributes(Object component) throws Exception {
		// The registry that all share may have been disabled by an application.
		Registry registry = new Registry() {
		};
		ManagedBean bean = registry.findManagedBean(component, component.getClass(), null);
		return Arrays.stream(bean.getAttributes()).map((attribute) -> attribute.getName()).collect(Collectors.toSet());
	}

	private static void echoes(int port) throws Exception {
		try (RawClient client = RawClient.connect(port).open("/echo")) {
			client.send(Frame.text("hello"));
			assertThat(client.readFrame().text()).isEqualTo("hello");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class Nio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> nio2() {
			return (factory) -> factory.setProtocol(Http11Nio2Protocol.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class TomcatsOwn {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> tomcatsOwn() {
			return (factory) -> factory.setProtocol(TomcatWebServerFactory.DEFAULT_PROTOCOL);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ContractApplication.class)
	static class TwoConnectors {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> anotherConnector() {
			return (factory) -> {
				Connector connector = new Connector(TomcatWebServerFactory.DEFAULT_PROTOCOL);
				connector.setPort(0);
				factory.addAdditionalConnectors(connector);
			};
		}

	}

}
