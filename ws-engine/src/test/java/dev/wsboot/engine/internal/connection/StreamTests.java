package dev.wsboot.engine.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.wsboot.engine.WsAcceptor;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsMessage;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.server.WsServer;
import dev.wsboot.engine.testing.Frame;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dev.wsboot.engine.testing.Frame.close;
import static dev.wsboot.engine.testing.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Specification of {@link WsConnection#stream()}; {@link ReactiveStreamsTests} has the
 * rules of Reactive Streams.
 */
class StreamTests {

	private static final WsAcceptor ECHO = (connection, request) -> connection.stream().subscribe(connection.stream());

	private final Subscriber subscriber = new Subscriber();

	private final Publisher publisher = new Publisher();

	private final WsAcceptor receiving = (connection, request) -> connection.stream().subscribe(this.subscriber);

	private final WsAcceptor sending = (connection, request) -> this.publisher.subscribe(connection.stream());

	@Nested
	class Receiving {

		@Test
		void readsNothingUntilItIsDemanded() {
			try (Rig rig = Rig.accepting(receiving)) {
				assertThat(rig.transport.paused).isTrue();
				rig.does(() -> subscriber.request(1));
				assertThat(rig.transport.paused).isFalse();
				rig.receives(text("a"));
				subscriber.was("a");
				assertThat(rig.transport.paused).isTrue();
			}
		}

		@Test
		void stopsDecodingInTheMiddleOfWhatWasRead() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.request(2)).receives(text("a"), text("b"), text("c"), text("d"));
				subscriber.was("a", "b");
				assertThat(rig.endpoint.ledger().framesReceived(1)).isEqualTo(2);
				rig.does(() -> subscriber.request(1));
				subscriber.was("c");
				assertThat(rig.transport.paused).isTrue();
				rig.does(() -> subscriber.request(5));
				subscriber.was("d");
				assertThat(rig.transport.paused).isFalse();
			}
		}

		@Test
		void keepsNothingBeforeThereIsASubscriber() {
			AtomicReference<Flow.Publisher<WsMessage>> stream = new AtomicReference<>();
			try (Rig rig = Rig.accepting((connection, request) -> stream.set(connection.stream()))) {
				rig.receives(text("lost")).does(() -> stream.get().subscribe(subscriber));
				assertThat(rig.transport.paused).isTrue();
				rig.does(() -> subscriber.request(1)).receives(text("a"));
				subscriber.was("a");
			}
		}

		@Test
		void completesWithTheClosingHandshakeBehindAllMessages() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.request(1)).receives(text("a"), text("b"), close(1000, ""));
				subscriber.was("a");
				rig.does(() -> subscriber.request(1));
				subscriber.was("b");
				rig.does(() -> subscriber.request(1)).sent("close 1000").isClosed();
				subscriber.was("complete");
			}
		}

		@Test
		void keepsWhatWasReadBehindADemandThatIsMet() {
			try (Rig rig = Rig.of(Side.SERVER, WsHandler.of(receiving), Rig.dispatched()).dispatch()) {
				rig.does(() -> subscriber.request(1)).receives(text("a"), text("b"), close(1000, "")).dispatch();
				subscriber.was("a");
				rig.does(() -> subscriber.request(1)).dispatch();
				subscriber.was("b", "complete");
			}
		}

		@Test
		void failsWithAConnectionThatIsLost() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.request(1)).does(rig.transport::close);
				subscriber.was("error connection ended without a closing handshake (1006)");
			}
		}

		@Test
		void failsWithTheBreachThatFailedTheConnection() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.request(1)).receives(Frame.continuation("a")).does(rig.transport::close);
				assertThat(subscriber.signals).singleElement().asString().startsWith("error ").contains("RFC 6455");
			}
		}

		@Test
		void readsOnForNobodyWhenCancelled() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.subscription.cancel());
				rig.receives(text("a"), Frame.ping("b")).sent("pong b").isOpen();
				subscriber.was();
			}
		}

		@Test
		void readsOnToTheCloseFrameWhenThisSideCloses() {
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(rig.connection::close).sent("close 1000");
				rig.receives(text("too late"), close(1000, "")).isClosed();
				subscriber.was("complete");
			}
		}

		@Test
		void closesWith1011WhenTheSubscriberThrows() {
			subscriber.failure = new IllegalStateException("deliberate");
			try (Rig rig = Rig.accepting(receiving)) {
				rig.does(() -> subscriber.request(2)).receives(text("a"), text("b")).sent("close 1011");
				subscriber.was("a");
			}
		}

		@Test
		void leavesACallbackItsMessages() {
			List<String> texts = new ArrayList<>();
			try (Rig rig = Rig.accepting((connection, request) -> {
				connection.onText(texts::add);
				connection.stream().subscribe(subscriber);
			})) {
				rig.does(() -> subscriber.request(1)).receives(text("a"));
				assertThat(texts).containsExactly("a");
				subscriber.was("a");
			}
		}

	}

	@Nested
	class Sending {

		@Test
		void demandsOneMessageAtATime() {
			try (Rig rig = Rig.accepting(sending)) {
				assertThat(publisher.demand).hasValue(1);
				rig.does(() -> publisher.publish("a")).sent("text a");
				assertThat(publisher.demand).hasValue(1);
			}
		}

		@Test
		void demandsNothingWhileThePeerDoesNotRead() {
			String large = "x".repeat(100_000);
			try (Rig rig = Rig.accepting(sending)) {
				rig.transport.stopsReading();
				rig.does(() -> publisher.publish(large));
				assertThat(publisher.demand).hasValue(0);
				rig.transport.takes(50_000);
				rig.dispatch();
				assertThat(publisher.demand).hasValue(0);
				rig.transport.takes(Long.MAX_VALUE);
				rig.dispatch();
				assertThat(publisher.demand).hasValue(1);
				rig.sent("text " + large);
			}
		}

		@Test
		void closesTheConnectionWhenTheStreamEnds() {
			try (Rig rig = Rig.accepting(sending)) {
				rig.does(() -> publisher.subscriber.onComplete()).sent("close 1000");
			}
		}

		@Test
		void closesTheConnectionWith1011WhenTheStreamFails() {
			try (Rig rig = Rig.accepting(sending)) {
				rig.does(() -> publisher.subscriber.onError(new IllegalStateException("secret"))).sent("close 1011");
			}
		}

		@Test
		void cancelsTheStreamWhenTheConnectionCloses() {
			try (Rig rig = Rig.accepting(sending)) {
				rig.receives(close(1000, ""));
				assertThat(publisher.cancelled).isTrue();
			}
		}

		@Test
		void cancelsAStreamThatComesToAClosingConnection() {
			try (Rig rig = Rig.accepting(sending)) {
				rig.does(rig.connection::close).does(() -> publisher.publish("a")).sent("close 1000");
				assertThat(publisher.cancelled).isTrue();
			}
		}

	}

	@Nested
	class BothAtOnce {

		@Test
		void makeAnEchoOfAConnectionThatSubscribesToItself() {
			try (Rig rig = Rig.accepting(ECHO)) {
				rig.receives(text("a"), Frame.binary("01 02"), text("")).sent("text a", "binary 0102", "text");
				rig.receives(close(1000, "")).sent("close 1000").isClosed();
			}
		}

		@Test
		void stopReadingWhoDoesNotTakeTheEcho() {
			Frame large = text("x".repeat(100_000));
			try (Rig rig = Rig.accepting(ECHO)) {
				rig.transport.stopsReading();
				rig.receives(large, text("a"));
				assertThat(rig.transport.paused).isTrue();
				assertThat(rig.endpoint.ledger().framesReceived(1)).isEqualTo(1);
				rig.transport.takes(Long.MAX_VALUE);
				rig.dispatch().sent("text " + "x".repeat(100_000), "text a");
			}
		}

		/**
		 * Forty megabytes into an echo that nobody reads: neither side holds them all.
		 */
		@Test
		void pushBackThroughRealSockets() throws Exception {
			WsOptions plain = WsOptions.builder().perMessageDeflate(false).build();
			try (WsServer server = WsServer.builder().host("127.0.0.1").route("/", plain, WsHandler.of(ECHO)).start();
					WsClient client = WsClient.create()) {
				int count = 800;
				byte[] message = new byte[50_000];
				CompletableFuture<Long> echoed = new CompletableFuture<>();
				AtomicLong bytes = new AtomicLong();
				WsConnection connection = client
					.connect("ws://127.0.0.1:" + server.port() + "/", WsHandler.of((opened, request) -> {
						publisher.subscribe(opened.stream());
						opened.stream().subscribe(subscriber);
					}))
					.get(20, TimeUnit.SECONDS);
				subscriber.onEach = (received) -> {
					if (bytes.addAndGet(((WsMessage.Binary) received).data().length) == (long) count * message.length) {
						echoed.complete(bytes.get());
					}
				};
				int sent = 0;
				// Until both sockets are full: the demand does not come back any more.
				while (sent < count && publisher.awaitDemand(Duration.ofSeconds(1))) {
					publisher.publish(new WsMessage.Binary(message).uncompressed());
					sent++;
				}
				assertThat(sent).isLessThan(count);
				assertThat(connection.bufferedAmount()).isLessThan(4L * message.length);
				subscriber.request(Long.MAX_VALUE);
				for (; sent < count; sent++) {
					assertThat(publisher.awaitDemand(Duration.ofSeconds(20))).isTrue();
					publisher.publish(new WsMessage.Binary(message).uncompressed());
				}
				assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo((long) count * message.length);
			}
		}

	}

	/** Remembers its signals. */
	private static final class Subscriber implements Flow.Subscriber<WsMessage> {

		private final List<Object> signals = new ArrayList<>();

		private volatile Flow.Subscription subscription;

		private volatile Consumer<WsMessage> onEach;

		private RuntimeException failure;

		void request(long n) {
			this.subscription.request(n);
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
		}

		@Override
		public void onNext(WsMessage message) {
			if (this.onEach != null) {
				this.onEach.accept(message);
				return;
			}
			this.signals.add((message instanceof WsMessage.Text text) ? text.text() : message);
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void onError(Throwable error) {
			this.signals.add("error " + error.getMessage());
		}

		@Override
		public void onComplete() {
			this.signals.add("complete");
		}

		/** Nothing but these came since the last look. */
		void was(Object... expected) {
			assertThat(this.signals).containsExactly(expected);
			this.signals.clear();
		}

	}

	/** Publishes when told to. */
	private static final class Publisher implements Flow.Publisher<WsMessage>, Flow.Subscription {

		private final AtomicLong demand = new AtomicLong();

		private volatile Flow.Subscriber<? super WsMessage> subscriber;

		private volatile boolean cancelled;

		@Override
		public void subscribe(Flow.Subscriber<? super WsMessage> subscriber) {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
		}

		@Override
		public void request(long n) {
			this.demand.addAndGet(n);
		}

		@Override
		public void cancel() {
			this.cancelled = true;
		}

		void publish(String text) {
			publish(new WsMessage.Text(text).uncompressed());
		}

		void publish(WsMessage message) {
			assertThat(this.demand.getAndDecrement()).as("demand").isPositive();
			this.subscriber.onNext(message);
		}

		boolean awaitDemand(Duration atMost) {
			try {
				await().atMost(atMost).pollInterval(Duration.ofMillis(1)).until(() -> this.demand.get() > 0);
				return true;
			}
			catch (ConditionTimeoutException ex) {
				return false;
			}
		}

	}

}
