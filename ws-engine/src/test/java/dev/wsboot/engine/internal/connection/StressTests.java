package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.engine.internal.protocol.Opcode;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.SocketPair;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many threads send on many connections at once, in both directions, over sockets that
 * are full most of the time: every message arrives whole and in the order of its thread.
 */
class StressTests {

	private static final int CONNECTIONS = 100;

	private static final int SENDERS = 16;

	private static final int MESSAGES = 20;

	private final Engine engine = Engine.of(WsEngine.builder().eventLoops(2).build());

	private final ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();

	private final CountDownLatch received = new CountDownLatch(2 * CONNECTIONS * SENDERS * MESSAGES);

	private final CountDownLatch closed = new CountDownLatch(2 * CONNECTIONS);

	@Test
	void everyMessageArrivesWholeAndInTheOrderOfItsThread() throws Exception {
		Endpoint servers = new Endpoint("/servers", new Checker(), options(WsDispatch.EXECUTOR));
		Endpoint clients = new Endpoint("/clients", new Checker(), options(WsDispatch.INLINE));
		List<WsConnection> connections = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			SocketPair sockets = SocketPair.open();
			sockets.peer.configureBlocking(false);
			connections.add(open(Side.SERVER, servers, new ChannelSocket(sockets.ours)));
			connections.add(open(Side.CLIENT, clients, new ChannelSocket(sockets.peer)));
		}
		List<Thread> senders = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			int sender = i;
			senders.add(new Thread(() -> send(sender, connections), "sender " + i));
		}
		senders.forEach(Thread::start);
		for (Thread sender : senders) {
			sender.join();
		}
		assertThat(this.received.await(30, TimeUnit.SECONDS) || !this.mistakes.isEmpty()).as("all has arrived")
			.isTrue();
		assertThat(this.mistakes).isEmpty();
		connections.forEach(WsConnection::close);
		assertThat(this.closed.await(30, TimeUnit.SECONDS)).as("all are closed").isTrue();
		await().until(() -> this.engine.connectionCount() == 0);
		assertCounts(servers.ledger(), clients.ledger());
		assertCounts(clients.ledger(), servers.ledger());
		this.engine.close();
	}

	private static WsOptions options(WsDispatch dispatch) {
		return WsOptions.builder().dispatch(dispatch).sendBufferLimit(50_000).overflow(WsOverflow.BLOCK).build();
	}

	private WsConnection open(Side side, Endpoint endpoint, ChannelSocket socket) throws IOException {
		assertThat(this.engine.reserve()).isTrue();
		return this.engine.open(new Opening(side, endpoint, Rig.request(), null, List.of(), List.of()), socket,
				new byte[0]);
	}

	private void send(int sender, List<WsConnection> connections) {
		for (int number = 0; number < MESSAGES; number++) {
			for (int i = 0; i < connections.size(); i++) {
				// Every thread begins elsewhere, so that they meet in changing company.
				WsConnection connection = connections.get((i + sender * 11) % connections.size());
				boolean sent = (number % 2 == 0) ? connection.send(message(sender, number))
						: connection.send(message(sender, number).getBytes());
				if (!sent) {
					this.mistakes.add("not sent");
				}
				if (number % 10 == 0) {
					connection.ping();
				}
			}
		}
	}

	private static String message(int sender, int number) {
		int length = (sender == 3 && number % 8 == 0) ? 70_000 : (sender * 31 + number * 7) % 400;
		return sender + ":" + number + ":" + Character.toString('a' + (sender + number) % 26).repeat(length);
	}

	private static void assertCounts(Ledger sent, Ledger received) {
		for (int opcode : new int[] { Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.CONTINUATION }) {
			assertThat(received.framesReceived(opcode)).isEqualTo(sent.framesSent(opcode));
			assertThat(received.bytesReceived(opcode)).isEqualTo(sent.bytesSent(opcode));
		}
		long messages = (long) CONNECTIONS * SENDERS * MESSAGES;
		assertThat(sent.framesSent(Opcode.TEXT) + sent.framesSent(Opcode.BINARY)).isEqualTo(messages);
		assertThat(sent.openedCount()).isEqualTo(CONNECTIONS);
		assertThat(sent.closedCount()).isEqualTo(CONNECTIONS);
		assertThat(sent.active()).isZero();
	}

	private final class Checker implements WsHandler {

		@Override
		public void onOpen(WsConnection connection) {
			connection.attributes().put("next", new int[SENDERS]);
		}

		@Override
		public void onText(WsConnection connection, String text) {
			int sender = Integer.parseInt(text.substring(0, text.indexOf(':')));
			int number = ((int[]) connection.attributes().get("next"))[sender]++;
			if (!text.equals(message(sender, number))) {
				StressTests.this.mistakes.add("message " + number + " of sender " + sender + " is "
						+ text.substring(0, Math.min(40, text.length())));
			}
			StressTests.this.received.countDown();
		}

		@Override
		public void onBinary(WsConnection connection, byte[] data) {
			onText(connection, new String(data));
		}

		@Override
		public void onError(WsConnection connection, Throwable error) {
			StressTests.this.mistakes.add(error.toString());
		}

		@Override
		public void onClose(WsConnection connection, WsClose close) {
			if (close.code() != 1000) {
				StressTests.this.mistakes.add(close.toString());
			}
			StressTests.this.closed.countDown();
		}

	}

}
