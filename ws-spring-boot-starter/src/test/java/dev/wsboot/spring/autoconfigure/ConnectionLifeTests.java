package dev.wsboot.spring.autoconfigure;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsConnectionObserver;
import dev.wsboot.engine.WsDelegatingHandler;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.spring.WsConnectionClosedEvent;
import dev.wsboot.spring.WsConnectionOpenedEvent;
import dev.wsboot.spring.WsRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What beans are told of connections, and in which order an application ends.
 */
class ConnectionLifeTests {

	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.context.close();
	}

	private void start(Class<?> application, String... properties) {
		this.context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties("ws.server.port=0", "ws.server.address=127.0.0.1", "spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

	private WsConnection connect(WsClient client, String path) throws Exception {
		String port = this.context.getEnvironment().getRequiredProperty("local.ws.server.port");
		return client.connect("ws://127.0.0.1:" + port + path, new WsHandler() {
		}).get(20, TimeUnit.SECONDS);
	}

	@Test
	void observersAndListenersAreToldInTheOrderOfTheHandlersCalls() throws Exception {
		start(Observed.class);
		Observed told = this.context.getBean(Observed.class);
		try (WsClient client = WsClient.create()) {
			connect(client, "/observed").close(4000, "done");
		}
		await().until(() -> told.calls.size() == 8);
		assertThat(told.calls).containsExactly("event opened", "observer opened", "outer", "inner", "open",
				"observer closed 4000", "close 4000", "event closed 4000");
	}

	@Test
	void applicationEndsAfterItsHandlersHaveReturned() throws Exception {
		start(Busy.class, "server.shutdown=graceful", "ws.shutdown-timeout=20s");
		Busy busy = this.context.getBean(Busy.class);
		Store store = this.context.getBean(Store.class);
		WsServerLifecycle server = this.context.getBean(WsServerLifecycle.class);
		try (WsClient client = WsClient.create()) {
			connect(client, "/busy").send("work");
			assertThat(busy.atWork.await(20, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
			await().until(() -> !server.isRunning());
			assertThat(closed).isNotDone();
			busy.goOn.countDown();
			closed.get(20, TimeUnit.SECONDS);
		}
		assertThat(store.saved).containsExactly("work", "the end");
		assertThat(store.closed).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Observed {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@Bean
		@WsRoute("/observed")
		WsHandler observed() {
			return new WsHandler() {

				@Override
				public void onOpen(WsConnection connection) {
					Observed.this.calls.add("open");
				}

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					Observed.this.calls.add("close " + close.code());
				}

			};
		}

		@Bean
		@Order(1)
		WsHandlerDecorator outer() {
			return naming("outer");
		}

		@Bean
		@Order(2)
		WsHandlerDecorator inner() {
			return naming("inner");
		}

		private WsHandlerDecorator naming(String name) {
			return (handler, endpoint) -> new WsDelegatingHandler(handler) {

				@Override
				public void onOpen(WsConnection connection) throws Exception {
					Observed.this.calls.add(name);
					super.onOpen(connection);
				}

			};
		}

		@Bean
		WsConnectionObserver observer() {
			return new WsConnectionObserver() {

				@Override
				public void opened(WsConnection connection) {
					Observed.this.calls.add("observer opened");
				}

				@Override
				public void closed(WsConnection connection, WsClose close) {
					Observed.this.calls.add("observer closed " + close.code());
				}

			};
		}

		@EventListener
		void opened(WsConnectionOpenedEvent event) {
			assertThat(event.connection().endpoint().name()).isEqualTo("/observed");
			this.calls.add("event opened");
		}

		@EventListener
		void closed(WsConnectionClosedEvent event) {
			this.calls.add("event closed " + event.close().code());
		}

	}

	/** What a handler uses to its end. */
	static class Store implements DisposableBean {

		final Queue<String> saved = new ConcurrentLinkedQueue<>();

		final AtomicBoolean closed = new AtomicBoolean();

		void save(String text) {
			this.saved.add(this.closed.get() ? "too late: " + text : text);
		}

		@Override
		public void destroy() {
			this.closed.set(true);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Busy {

		final CountDownLatch atWork = new CountDownLatch(1);

		final CountDownLatch goOn = new CountDownLatch(1);

		@Bean
		Store store() {
			return new Store();
		}

		@Bean
		@WsRoute("/busy")
		WsHandler busy(Store store) {
			return new WsHandler() {

				@Override
				public void onText(WsConnection connection, String text) throws Exception {
					Busy.this.atWork.countDown();
					Busy.this.goOn.await();
					store.save(text);
				}

				@Override
				public void onClose(WsConnection connection, WsClose close) {
					store.save("the end");
				}

			};
		}

	}

}
