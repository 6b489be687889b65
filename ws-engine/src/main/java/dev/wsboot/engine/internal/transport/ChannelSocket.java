package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A plain TCP socket. */
public class ChannelSocket implements StreamSocket {

	private final SocketChannel channel;

	/** Takes a connected channel in non-blocking mode. */
	public ChannelSocket(SocketChannel channel) {
		this.channel = channel;
	}

	@Override
	public final SocketChannel channel() {
		return this.channel;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		this.channel.write(source);
		return !source.hasRemaining();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// The descriptor is released all the same.
		}
	}

}
