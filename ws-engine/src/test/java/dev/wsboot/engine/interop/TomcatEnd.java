package dev.wsboot.engine.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;

/**
 * An end of a connection of Tomcat's.
 */
class TomcatEnd extends Endpoint implements Remote {

	static final int LARGEST_MESSAGE = 1 << 20;

	private final Inbox inbox = new Inbox();

	private Session session;

	/** The extension as Tomcat is told of it. */
	static List<Extension> extensions(Variant asked) {
		return asked.compresses()
				? List.of(new Deflate("permessage-deflate", asked.offer().stream().map(Parameter::of).toList()))
				: List.of();
	}

	@Override
	public void onOpen(Session session, EndpointConfig config) {
		this.session = session;
		session.setMaxTextMessageBufferSize(LARGEST_MESSAGE);
		session.setMaxBinaryMessageBufferSize(LARGEST_MESSAGE);
		session.addMessageHandler(String.class, this.inbox::received);
		session.addMessageHandler(byte[].class, this.inbox::received);
	}

	@Override
	public void onClose(Session session, CloseReason reason) {
		this.inbox.closed(reason.getCloseCode().getCode(), reason.getReasonPhrase());
	}

	@Override
	public void onError(Session session, Throwable error) {
		this.inbox.failed(error);
	}

	@Override
	public Inbox inbox() {
		return this.inbox;
	}

	@Override
	public void send(String text) throws IOException {
		this.session.getBasicRemote().sendText(text);
	}

	@Override
	public void send(byte[] data) throws IOException {
		this.session.getBasicRemote().sendBinary(ByteBuffer.wrap(data));
	}

	@Override
	public void sendFragments(String... parts) throws IOException {
		for (int i = 0; i < parts.length; i++) {
			this.session.getBasicRemote().sendText(parts[i], i == parts.length - 1);
		}
	}

	@Override
	public void ping(byte[] data) throws IOException {
		this.session.getBasicRemote().sendPing(ByteBuffer.wrap(data));
	}

	@Override
	public void close(int code, String reason) throws IOException {
		this.session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
	}

	private record Deflate(String getName, List<Extension.Parameter> getParameters) implements Extension {

	}

	private record Parameter(String getName, String getValue) implements Extension.Parameter {

		static Extension.Parameter of(String parameter) {
			String[] pair = parameter.split("=");
			return new Parameter(pair[0], (pair.length > 1) ? pair[1] : null);
		}

	}

}
