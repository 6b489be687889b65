package dev.wsboot.engine.internal.protocol;

import java.util.HexFormat;

import dev.wsboot.engine.testing.Frame;

/**
 * What a {@link WsProtocol} told its owner, in a form that compares and reads well.
 *
 * @param kind the event
 * @param content what came with it
 */
record Event(String kind, String content) {

	static Event text(String text) {
		return new Event("text", text);
	}

	static Event binary(byte[] data) {
		return new Event("binary", HexFormat.of().formatHex(data));
	}

	static Event binary(String hex) {
		return binary(Frame.hex(hex));
	}

	static Event pong(byte[] data) {
		return new Event("pong", HexFormat.of().formatHex(data));
	}

	static Event pong(String text) {
		return pong(text.getBytes());
	}

	static Event close(int code, String reason) {
		return new Event("close", code + " " + reason);
	}

	static Event failure(int code) {
		return new Event("failure", Integer.toString(code));
	}

	@Override
	public String toString() {
		String shown = (this.content.length() > 200) ? this.content.substring(0, 200) + "..." : this.content;
		return this.kind + "(" + shown + ")";
	}

}
