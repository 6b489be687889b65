package dev.wsboot.engine.internal.connection;

import java.util.function.Consumer;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsMessage;
import org.jspecify.annotations.Nullable;

/**
 * What an acceptor has set on one connection, and who else follows it. Set from any
 * thread, called by the dispatcher.
 */
final class Callbacks {

	volatile @Nullable Consumer<String> text;

	volatile @Nullable Consumer<byte[]> binary;

	volatile @Nullable Consumer<WsMessage> message;

	volatile @Nullable Consumer<byte[]> pong;

	volatile @Nullable Consumer<WsClose> close;

	volatile @Nullable Consumer<Throwable> error;

	/** Told of all that the callbacks are told. */
	volatile @Nullable MessageStream stream;

	/** Set before the connection is open, if at all. */
	volatile @Nullable ConnectionObserver observer;

	boolean wantMessages() {
		return this.message != null || this.stream != null;
	}

	void message(WsMessage received) {
		call(this.message, received);
		MessageStream open = this.stream;
		if (open != null) {
			open.message(received);
		}
	}

	/** The stream of that connection, made when it is first asked for. */
	synchronized MessageStream stream(EngineConnection connection) {
		MessageStream open = this.stream;
		if (open == null) {
			open = new MessageStream(new ReceivedMessages(connection, connection.reader),
					new SentMessages(connection, connection.endpoint.options().sendBufferLimit()));
			this.stream = open;
		}
		return open;
	}

	void drained() {
		MessageStream open = this.stream;
		if (open != null) {
			open.drained();
		}
		ConnectionObserver following = this.observer;
		if (following != null) {
			following.drained();
		}
	}

	static <T> void call(@Nullable Consumer<T> callback, T argument) {
		if (callback != null) {
			callback.accept(argument);
		}
	}

}
