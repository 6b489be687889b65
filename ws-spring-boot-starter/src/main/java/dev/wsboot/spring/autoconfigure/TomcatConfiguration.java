package dev.wsboot.spring.autoconfigure;

import dev.wsboot.spring.servlet.TomcatProtocol;
import dev.wsboot.spring.servlet.TomcatUpgradeHandler;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Has Tomcat give back the buffers of sockets that are taken over, and makes room for
 * WebSocket connections in its books.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ AbstractProtocol.class, TomcatWebServerFactory.class })
@ImportRuntimeHints(TomcatConfiguration.Hints.class)
class TomcatConfiguration {

	@Bean
	TomcatProtocolCustomizer wsTomcatProtocolCustomizer() {
		return new TomcatProtocolCustomizer();
	}

	/**
	 * The books have 8192 lines: with all of them taken Tomcat answers nobody any more,
	 * not even with a refusal.
	 */
	@Bean
	@ConditionalOnMissingBean(name = "wsTomcatCustomizer")
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> wsTomcatCustomizer(Environment environment,
			WsProperties properties) {
		boolean set = Binder.get(environment).bind("server.tomcat.max-connections", Integer.class).isBound();
		return (factory) -> {
			if (!set) {
				factory.addConnectorCustomizers((connector) -> makeRoom(connector, properties.maxConnections()));
			}
		};
	}

	private static void makeRoom(Connector connector, int connections) {
		if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol
				&& protocol.getMaxConnections() > 0) {
			protocol.setMaxConnections(
					(int) Math.min(Integer.MAX_VALUE, (long) protocol.getMaxConnections() + connections));
		}
	}

	/** Comes first, so that the application has the last word. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class TomcatProtocolCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

		@Override
		public void customize(TomcatWebServerFactory factory) {
			if (factory.getProtocol().equals(TomcatWebServerFactory.DEFAULT_PROTOCOL) && TomcatProtocol.isUsable()) {
				factory.setProtocol(TomcatProtocol.class.getName());
			}
		}

	}

	/** What Tomcat makes instances of by name or class. */
	static final class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection()
				.registerType(TomcatProtocol.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)
				.registerType(TomcatUpgradeHandler.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		}

	}

}
