package dev.wsboot.engine.internal.deflate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;

/**
 * Both ends of one connection with permessage-deflate.
 *
 * @param server the server's codec
 * @param client the client's codec
 * @param answer what was agreed on
 */
public record Negotiated(MessageCodec server, MessageCodec client, ExtensionElement answer) {

	public static Negotiated between(PerMessageDeflate server, PerMessageDeflate client) {
		for (ExtensionElement offer : client.offers()) {
			Extension.Agreement agreement = server.accept(offer);
			if (agreement != null) {
				return new Negotiated(agreement.codec(), client.agree(agreement.answer()), agreement.answer());
			}
		}
		throw new AssertionError("server declined " + client.offers());
	}

	public static Negotiated with(PerMessageDeflateOptions options) {
		return between(new PerMessageDeflate(options), new PerMessageDeflate(options));
	}

	/** An element as it stands in a header. */
	public static ExtensionElement element(String header) {
		String[] parts = header.split(";");
		List<ExtensionParameter> parameters = new ArrayList<>();
		for (int i = 1; i < parts.length; i++) {
			String[] pair = parts[i].strip().split("=", 2);
			parameters.add(new ExtensionParameter(pair[0], (pair.length == 2) ? pair[1] : null));
		}
		return new ExtensionElement(parts[0].strip(), parameters);
	}

	public static byte[] encode(MessageCodec codec, byte[] message) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		if (!codec.encode(message, 0, message.length, out::write)) {
			throw new AssertionError("not compressed: " + message.length + " bytes");
		}
		return out.toByteArray();
	}

	public static byte[] decode(MessageCodec codec, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		codec.decode(payload.clone(), 0, payload.length, out::write);
		return out.toByteArray();
	}

	public static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

}
