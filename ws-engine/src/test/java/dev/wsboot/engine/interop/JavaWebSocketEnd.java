package dev.wsboot.engine.interop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.protocols.Protocol;

import static org.awaitility.Awaitility.await;

/**
 * An end of a connection of Java-WebSocket's. Left as it is by default it never refers to
 * its earlier messages; told to, it does so even where that was ruled out.
 *
 * @param written whether all that was sent is on its way and the thread that wrote it at
 * rest. Until then the library may lose what is sent next, or its answer to a Close.
 */
record JavaWebSocketEnd(WebSocket socket, Inbox inbox, BooleanSupplier written) implements Remote {

	static Draft draft(Variant asked, String... subprotocols) {
		List<Protocol> protocols = (subprotocols.length > 0) ? List.of(new Protocol(subprotocols[0]), new Protocol(""))
				: List.of(new Protocol(""));
		if (!asked.compresses()) {
			return new Draft_6455(List.of(), List.copyOf(protocols));
		}
		PerMessageDeflateExtension extension = new PerMessageDeflateExtension();
		extension.setThreshold(0);
		extension.setClientNoContextTakeover(!asked.clientTakeover());
		return new Draft_6455(List.of(extension), List.copyOf(protocols));
	}

	void received(ByteBuffer data) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.inbox.received(bytes);
	}

	@Override
	public void send(String text) {
		this.socket.send(text);
		awaitWritten();
	}

	@Override
	public void send(byte[] data) {
		this.socket.send(data);
		awaitWritten();
	}

	@Override
	public void sendFragments(String... parts) {
		for (int i = 0; i < parts.length; i++) {
			ByteBuffer part = ByteBuffer.wrap(parts[i].getBytes(StandardCharsets.UTF_8));
			this.socket.sendFragmentedFrame(Opcode.TEXT, part, i == parts.length - 1);
			awaitWritten();
		}
	}

	@Override
	public void ping(byte[] data) {
		PingFrame ping = new PingFrame();
		ping.setPayload(ByteBuffer.wrap(data));
		this.socket.sendFrame(ping);
		awaitWritten();
	}

	@Override
	public void close(int code, String reason) {
		this.socket.close(code, reason);
	}

	private void awaitWritten() {
		await().pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.atMost(Duration.ofSeconds(20))
			.until(this.written::getAsBoolean);
	}

}
