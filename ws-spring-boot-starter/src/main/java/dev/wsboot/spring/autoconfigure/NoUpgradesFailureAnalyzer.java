package dev.wsboot.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says why the bean {@code WsUpgrades} is missing: the application has no web server, or
 * does without what makes upgrades.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoUpgradesFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	/** By name: its class cannot be loaded where there is no servlet API. */
	private static final String UPGRADES = "dev.wsboot.spring.servlet.WsUpgrades";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> missing = cause.getBeanType();
		if (missing == null || !missing.getName().equals(UPGRADES)) {
			return null;
		}
		return new FailureAnalysis(
				"The bean WsUpgrades is missing: it makes handlers for requests to a web server, and this "
						+ "application has none with Spring MVC, or excludes WsServletAutoConfiguration.",
				"Start the application with a web server, or declare the handlers by @WsRoute, which 'ws.server.port' "
						+ "serves without one.",
				cause);
	}

}
