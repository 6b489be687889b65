package dev.wsboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.internal.connection.Engine;
import dev.wsboot.spring.WsRoute;
import dev.wsboot.spring.WsRoutes;
import dev.wsboot.spring.servlet.RouteTable;
import dev.wsboot.spring.servlet.WsHandlerMapping;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What is auto-configured when.
 */
@ExtendWith(OutputCaptureExtension.class)
class WsAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsAutoConfiguration.class, WsServletAutoConfiguration.class,
				WsServerAutoConfiguration.class, WsClientAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void whenServletApplicationThenEngineRoutesAndMappings() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(WsEngine.class).hasSingleBean(WsRoutes.class);
			assertThat(context.getBeansOfType(WsHandlerMapping.class)).hasSize(2);
			assertThat(context.getBean(WsRoutes.class).all()).isEmpty();
		});
	}

	@Test
	void whenNoWebApplicationThenNothing() {
		new ApplicationContextRunner().withConfiguration(Starter.with())
			.run((context) -> assertThat(context).doesNotHaveBean(WsEngine.class).doesNotHaveBean(WsRoutes.class));
	}

	@Test
	void whenReactiveApplicationThenNothing() {
		new ReactiveWebApplicationContextRunner().withConfiguration(Starter.with())
			.run((context) -> assertThat(context).doesNotHaveBean(WsEngine.class));
	}

	@Test
	void whenSpringMvcIsAbsentThenNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).doesNotHaveBean(WsEngine.class));
	}

	@Test
	void whenSpringMvcIsAbsentThenOwnPortAllTheSame() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.withUserConfiguration(EchoConfiguration.class)
			.withPropertyValues("ws.server.port=0", "ws.server.address=127.0.0.1")
			.run((context) -> {
				assertThat(context).hasSingleBean(WsServerLifecycle.class).doesNotHaveBean("wsUpgrades");
				assertThat(context.getBean(WsServerLifecycle.class).isRunning()).isTrue();
			});
	}

	@Test
	void whenOptionalLibrariesAreAbsentThenRoutesAllTheSame() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.actuate",
					"org.springframework.boot.micrometer", "org.springframework.boot.health",
					"org.springframework.security"))
			.withUserConfiguration(EchoConfiguration.class)
			.run((context) -> assertThat(context.getBean(WsRoutes.class).endpoint("/echo")).isNotNull());
	}

	@Test
	void whenTomcatIsAbsentThenRoutesAllTheSame() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.coyote"))
			.withUserConfiguration(EchoConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RouteTable.class));
	}

	@Test
	void whenJettyIsAbsentThenRoutesAllTheSame() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ServletContextRequest.class))
			.withUserConfiguration(EchoConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RouteTable.class));
	}

	@Test
	void whenUserDefinesEngineThenThatIsUsed() {
		this.contextRunner.withBean("mine", WsEngine.class, () -> WsEngine.builder().eventLoops(1).build())
			.run((context) -> assertThat(context).hasSingleBean(WsEngine.class).hasBean("mine"));
	}

	@Test
	void whenUserDefinesRoutesThenThoseAreUsed() {
		this.contextRunner.withBean("mine", WsRoutes.class, () -> new WsRoutes(List::of))
			.run((context) -> assertThat(context).hasSingleBean(WsRoutes.class).hasBean("mine"));
	}

	@Test
	void whenMaxConnectionsIsSetThenEngineObeys() {
		this.contextRunner.withPropertyValues("ws.max-connections=7", "ws.event-loops=1")
			.run((context) -> assertThat(context.getBean(WsEngine.class).maxConnections()).isEqualTo(7));
	}

	@Test
	void whenMaxConnectionsIsOutOfRangeThenFailureNamesTheProperty() {
		this.contextRunner.withPropertyValues("ws.max-connections=0")
			.run((context) -> StartupFailures.of(context)
				.describes("'ws.max-connections' has the value '0'")
				.advises("Change the value of 'ws.max-connections'"));
	}

	@ParameterizedTest
	@CsvSource({ "ws.max-connections=0,ws.max-connections", "ws.max-payload=many,ws.max-payload",
			"ws.routes[/echo].overflow=explode,ws.routes[/echo].overflow" })
	void whenApplicationFailsThenItsReportNamesTheProperty(String property, String named, CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(WsAutoConfiguration.class,
				EchoConfiguration.class)
			.web(WebApplicationType.SERVLET)
			.contextFactory((type) -> new AnnotationConfigServletWebApplicationContext())
			.bannerMode(Banner.Mode.OFF)
			.properties(property);
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START", named);
	}

	@Test
	void whenEventLoopsIsOutOfRangeThenFailureNamesTheProperty() {
		this.contextRunner.withPropertyValues("ws.event-loops=-1")
			.run((context) -> StartupFailures.of(context).describes("'ws.event-loops' has the value '-1'"));
	}

	@Test
	void whenExecutorIsNamedThenItIsFound() {
		this.contextRunner.withBean("pool", Executor.class, Executors::newCachedThreadPool)
			.withPropertyValues("ws.executor=pool")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenExecutorIsUnknownThenFailureNamesTheProperty() {
		this.contextRunner.withBean("pool", Executor.class, Executors::newCachedThreadPool)
			.withPropertyValues("ws.executor=pol")
			.run((context) -> StartupFailures.of(context).describes("'ws.executor' is 'pol'").advises("'pool'"));
	}

	@Test
	void whenContextStopsThenConnectionsCloseBeforeTheServerStops() {
		this.contextRunner.run((context) -> {
			WsEngineLifecycle lifecycle = context.getBean(WsEngineLifecycle.class);
			assertThat(lifecycle.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
			assertThat(lifecycle.isRunning()).isTrue();
			Engine engine = Engine.of(context.getBean(WsEngine.class));
			lifecycle.stop();
			assertThat(engine.reserve()).as("a place while stopped").isFalse();
			lifecycle.start();
			assertThat(engine.reserve()).as("a place when started again").isTrue();
			engine.release();
		});
	}

	@Test
	void whenContextClosesThenEngineIsClosed() {
		this.contextRunner.run((context) -> {
			Engine engine = Engine.of(context.getBean(WsEngine.class));
			context.close();
			assertThat(engine.reserve()).isFalse();
		});
	}

	@Test
	void upgradeFilterIsTheOutermost() {
		this.contextRunner.run((context) -> assertThat(context.getBean("wsUpgradeFilter", FilterRegistrationBean.class))
			.extracting(FilterRegistrationBean::getOrder)
			.isEqualTo(Ordered.HIGHEST_PRECEDENCE));
	}

	@Configuration(proxyBeanMethods = false)
	static class EchoConfiguration {

		@Bean
		@WsRoute("/echo")
		WsHandler echo() {
			return new WsHandler() {
			};
		}

	}

}
