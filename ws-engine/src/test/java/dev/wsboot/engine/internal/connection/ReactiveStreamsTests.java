package dev.wsboot.engine.internal.connection;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.wsboot.engine.WsCallbackConnection;
import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.server.WsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * The rules of Reactive Streams, by their own test kit, for the streams of connections
 * over real sockets.
 */
class ReactiveStreamsTests {

	/** Most messages of one stream, which the kit may ask for. */
	private static final long MOST = 1000;

	private static WsServer server;

	private static WsClient client;

	@BeforeAll
	static void start() {
		server = WsServer.builder().host("127.0.0.1").route("/numbers/{count}", WsHandler.of((connection, request) -> {
			long count = Long.parseLong(Objects.requireNonNull(request.pathVariable("count")));
			connection.onText((go) -> {
				for (long i = 0; i < count; i++) {
					connection.send("number " + i);
				}
				connection.close();
			});
		}))
			.route("/lost", WsHandler.of((connection, request) -> connection.terminate()))
			.route("/sink", WsHandler.of((connection, request) -> connection.onMessage((message) -> {
			})))
			.start();
		client = WsClient.create();
	}

	@AfterAll
	static void stop() {
		client.close(Duration.ZERO);
		server.stop(Duration.ZERO);
	}

	private static WsCallbackConnection open(String path, CompletableFuture<WsClose> closed) {
		CompletableFuture<WsCallbackConnection> opened = new CompletableFuture<>();
		client.connect("ws://127.0.0.1:" + server.port() + path, WsHandler.of((connection, request) -> {
			connection.onClose(closed::complete);
			connection.stream();
			opened.complete(connection);
		}));
		return opened.join();
	}

	@TestFactory
	Stream<DynamicTest> publisherKeeps() {
		return rules(Receiving::new);
	}

	@TestFactory
	Stream<DynamicTest> subscriberKeeps() {
		return rules(Sending::new);
	}

	/** The kit is written for TestNG: each of its methods is a test here. */
	private static Stream<DynamicTest> rules(Supplier<Object> kit) {
		return Arrays.stream(kit.get().getClass().getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class) && !method.getName().startsWith("untested_"))
			.sorted(Comparator.comparing(Method::getName))
			.map((method) -> dynamicTest(method.getName(), () -> verify(kit.get(), method)));
	}

	private static void verify(Object kit, Method rule) throws Throwable {
		try {
			for (Class<? extends Annotation> phase : List.of(BeforeClass.class, BeforeMethod.class)) {
				for (Method method : kit.getClass().getMethods()) {
					if (method.isAnnotationPresent(phase)) {
						method.invoke(kit);
					}
				}
			}
			rule.invoke(kit);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof SkipException skip) {
				throw new TestAbortedException(skip.getMessage());
			}
			throw ex.getCause();
		}
		finally {
			for (Method method : kit.getClass().getMethods()) {
				if (method.isAnnotationPresent(AfterClass.class)) {
					method.invoke(kit);
				}
			}
		}
	}

	/** What is received, as a publisher. */
	static final class Receiving extends FlowPublisherVerification<WsMessage> {

		Receiving() {
			super(new TestEnvironment(1000, 100));
		}

		@Override
		public Flow.Publisher<WsMessage> createFlowPublisher(long elements) {
			WsCallbackConnection connection = open("/numbers/" + elements, new CompletableFuture<>());
			return (subscriber) -> {
				connection.stream().subscribe(subscriber);
				connection.send("go");
			};
		}

		@Override
		public Flow.Publisher<WsMessage> createFailedFlowPublisher() {
			CompletableFuture<WsClose> closed = new CompletableFuture<>();
			WsCallbackConnection lost = open("/lost", closed);
			closed.join();
			return lost.stream();
		}

		@Override
		public long maxElementsFromPublisher() {
			return MOST;
		}

	}

	/** What is sent, as a subscriber. */
	static final class Sending extends FlowSubscriberBlackboxVerification<WsMessage> {

		Sending() {
			super(new TestEnvironment(1000, 100));
		}

		@Override
		public Flow.Subscriber<WsMessage> createFlowSubscriber() {
			return open("/sink", new CompletableFuture<>()).stream();
		}

		@Override
		public WsMessage createElement(int element) {
			return new WsMessage.Text("number " + element);
		}

	}

}
