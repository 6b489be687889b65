package dev.wsboot.engine.client;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsReadyState;

/**
 * A connection without a socket: remembers what it is told, and takes or refuses as a
 * test says.
 */
final class FakeConnection {

	final WsConnection connection = (WsConnection) Proxy.newProxyInstance(FakeConnection.class.getClassLoader(),
			new Class<?>[] { WsConnection.class }, (proxy, method, arguments) -> call(method, arguments));

	final List<Object> sent = new ArrayList<>();

	/** What was done with it but sending. */
	final List<String> done = new ArrayList<>();

	/** How many messages it takes before it breaks. */
	int room = Integer.MAX_VALUE;

	/** What it says waits in it. */
	long buffered;

	volatile WsReadyState state = WsReadyState.OPEN;

	/** Called in the middle of a send. */
	Runnable whileSending = () -> {
	};

	private CompletableFuture<Void> drained = new CompletableFuture<>();

	/** The socket has taken all but so many bytes. */
	void drain(long left) {
		this.buffered = left;
		CompletableFuture<Void> waiting = this.drained;
		this.drained = new CompletableFuture<>();
		waiting.complete(null);
	}

	private Object call(Method method, Object[] arguments) {
		return switch (method.getName()) {
			case "send" -> send(arguments[0]);
			case "bufferedAmount" -> this.buffered;
			case "drained" -> this.drained;
			case "readyState" -> this.state;
			case "close" -> {
				this.state = WsReadyState.CLOSING;
				this.done.add("close " + arguments[0] + " " + arguments[1]);
				yield null;
			}
			case "terminate" -> {
				this.done.add("terminate");
				yield null;
			}
			case "toString" -> "FakeConnection";
			case "hashCode" -> System.identityHashCode(this);
			case "equals" -> arguments[0] == this.connection;
			default -> throw new UnsupportedOperationException(method.toString());
		};
	}

	private boolean send(Object message) {
		this.whileSending.run();
		if (this.sent.size() >= this.room) {
			this.state = WsReadyState.CLOSED;
		}
		if (this.state != WsReadyState.OPEN) {
			return false;
		}
		this.sent.add(message);
		return true;
	}

}
