package dev.wsboot.benchmarks.micro;

import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.internal.protocol.Close;
import dev.wsboot.engine.internal.protocol.WsProtocol;

/**
 * Takes text messages and nothing else.
 */
final class TextCounter implements WsProtocol.Events {

	private long characters;

	long characters() {
		return this.characters;
	}

	@Override
	public void text(String text) {
		this.characters += text.length();
	}

	@Override
	public void binary(byte[] data) {
		throw new IllegalStateException("a binary message");
	}

	@Override
	public void pong(byte[] data) {
		throw new IllegalStateException("a pong");
	}

	@Override
	public void closeReceived(Close close) {
		throw new IllegalStateException("a close");
	}

	@Override
	public void failed(WsProtocolException cause) {
		throw cause;
	}

}
