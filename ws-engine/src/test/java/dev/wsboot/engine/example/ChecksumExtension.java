package dev.wsboot.engine.example;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;

import dev.wsboot.engine.CloseCode;
import dev.wsboot.engine.WsProtocolException;
import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PayloadSink;

/**
 * An example of an application's own extension: messages end with their CRC-32, and one
 * that was changed on its way closes the connection.
 */
final class ChecksumExtension implements Extension {

	private static final ExtensionElement ELEMENT = new ExtensionElement("x-checksum", List.of());

	@Override
	public String name() {
		return ELEMENT.name();
	}

	@Override
	public int rsv() {
		return MessageCodec.RSV2;
	}

	@Override
	public List<ExtensionElement> offers() {
		return List.of(ELEMENT);
	}

	@Override
	public Agreement accept(ExtensionElement offer) {
		// There are no parameters: an offer with any is one that we do not know.
		return offer.parameters().isEmpty() ? new Agreement(ELEMENT, new Codec()) : null;
	}

	@Override
	public MessageCodec agree(ExtensionElement answer) {
		if (!answer.parameters().isEmpty()) {
			throw new IllegalArgumentException("x-checksum has no parameters");
		}
		return new Codec();
	}

	private static final class Codec implements MessageCodec {

		private static final int LENGTH = 4;

		@Override
		public int rsv() {
			return RSV2;
		}

		@Override
		public boolean encode(byte[] bytes, int offset, int length, PayloadSink out) {
			out.write(bytes, offset, length);
			out.write(checksum(bytes, offset, length), 0, LENGTH);
			return true;
		}

		@Override
		public void decode(byte[] bytes, int offset, int length, PayloadSink out) {
			int message = length - LENGTH;
			if (message < 0 || !ByteBuffer.wrap(bytes, offset + message, LENGTH)
				.equals(ByteBuffer.wrap(checksum(bytes, offset, message)))) {
				throw new WsProtocolException(CloseCode.INVALID_PAYLOAD, "checksum does not match");
			}
			out.write(bytes, offset, message);
		}

		private static byte[] checksum(byte[] bytes, int offset, int length) {
			CRC32 crc = new CRC32();
			crc.update(bytes, offset, length);
			return ByteBuffer.allocate(LENGTH).putInt((int) crc.getValue()).array();
		}

		@Override
		public void close() {
			// There is nothing to release.
		}

	}

}
