package dev.wsboot.engine.internal.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.transport.ChannelSocket;
import dev.wsboot.engine.internal.transport.SocketPair;
import dev.wsboot.engine.testing.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server's connection of a real engine over a real socket, whose peer is the test.
 */
final class LivePair implements AutoCloseable {

	final SocketPair sockets = SocketPair.open();

	final WsConnection connection;

	LivePair(Engine engine, Endpoint endpoint) {
		assertThat(engine.reserve()).isTrue();
		this.connection = engine.open(new Opening(Side.SERVER, endpoint, Rig.request(), null, List.of(), List.of()),
				new ChannelSocket(this.sockets.ours), new byte[0]);
	}

	LivePair sends(Frame... frames) {
		try {
			this.sockets.out().write(Frame.bytes(true, frames));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	LivePair reads(String... frames) {
		try {
			for (String expected : frames) {
				Frame frame = Frame.read(this.sockets.in(), false);
				assertThat(frame).as("the end instead of " + expected).isNotNull();
				assertThat(frame.describe()).isEqualTo(expected);
			}
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	LivePair skips(long bytes) {
		try {
			this.sockets.in().skipNBytes(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Our end closes the socket, having sent nothing more. */
	LivePair readsTheEnd() {
		try {
			assertThat(this.sockets.in().read()).isEqualTo(-1);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.sockets.peer.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
