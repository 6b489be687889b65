package dev.wsboot.engine.internal.handshake;

import java.util.List;
import java.util.function.Predicate;

import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;

/**
 * An extension that changes nothing: its answer repeats the offer.
 *
 * @param closed told when a codec is closed
 */
record TestExtension(String name, int rsv, Predicate<ExtensionElement> acceptable,
		Runnable closed) implements Extension {

	TestExtension(String name, int rsv, Predicate<ExtensionElement> acceptable) {
		this(name, rsv, acceptable, () -> {
		});
	}

	static TestExtension of(String name, int rsv) {
		return new TestExtension(name, rsv, (element) -> true);
	}

	@Override
	public List<ExtensionElement> offers() {
		return List.of(new ExtensionElement(this.name, List.of()));
	}

	@Override
	public Agreement accept(ExtensionElement offer) {
		return this.acceptable.test(offer) ? new Agreement(offer, new Codec(this.rsv, this.closed)) : null;
	}

	@Override
	public MessageCodec agree(ExtensionElement answer) {
		if (!this.acceptable.test(answer)) {
			throw new IllegalArgumentException("answer '" + answer + "' was not offered");
		}
		return new Codec(this.rsv, this.closed);
	}

	record Codec(int rsv, Runnable closed) implements MessageCodec {

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			return false;
		}

		@Override
		public void close() {
			this.closed.run();
		}

	}

}
