package dev.wsboot.engine.interop;

import java.nio.ByteBuffer;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;

/**
 * An end of a connection of Jetty's. Public, as Jetty asks of endpoints.
 */
public class JettyEnd extends Session.Listener.AbstractAutoDemanding implements Remote {

	private final Inbox inbox = new Inbox();

	static void configure(Configurable limits) {
		limits.setMaxTextMessageSize(1 << 20);
		limits.setMaxBinaryMessageSize(1 << 20);
	}

	@Override
	public void onWebSocketText(String message) {
		this.inbox.received(message);
	}

	@Override
	public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		callback.succeed();
		this.inbox.received(bytes);
	}

	@Override
	public void onWebSocketClose(int code, String reason, Callback callback) {
		callback.succeed();
		this.inbox.closed(code, reason);
	}

	@Override
	public void onWebSocketError(Throwable cause) {
		this.inbox.failed(cause);
	}

	@Override
	public Inbox inbox() {
		return this.inbox;
	}

	@Override
	public void send(String text) throws Exception {
		Callback.Completable.with((callback) -> getSession().sendText(text, callback)).get();
	}

	@Override
	public void send(byte[] data) throws Exception {
		Callback.Completable.with((callback) -> getSession().sendBinary(ByteBuffer.wrap(data), callback)).get();
	}

	@Override
	public void sendFragments(String... parts) throws Exception {
		for (int i = 0; i < parts.length; i++) {
			String part = parts[i];
			boolean last = i == parts.length - 1;
			Callback.Completable.with((callback) -> getSession().sendPartialText(part, last, callback)).get();
		}
	}

	@Override
	public void ping(byte[] data) throws Exception {
		Callback.Completable.with((callback) -> getSession().sendPing(ByteBuffer.wrap(data), callback)).get();
	}

	@Override
	public void close(int code, String reason) {
		getSession().close(code, reason, Callback.NOOP);
	}

}
