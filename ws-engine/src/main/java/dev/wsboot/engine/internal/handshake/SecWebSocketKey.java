package dev.wsboot.engine.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The nonce of an opening handshake and its proof (RFC 6455 sections 4.1 and 4.2.2). */
final class SecWebSocketKey {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int NONCE_BYTES = 16;

	/** Base64 of 16 bytes: 22 digits and two signs of padding. */
	private static final int LENGTH = 24;

	private static final SecureRandom random = new SecureRandom();

	private SecWebSocketKey() {
	}

	static String create() {
		byte[] nonce = new byte[NONCE_BYTES];
		random.nextBytes(nonce);
		return Base64.getEncoder().encodeToString(nonce);
	}

	static boolean isValid(String key) {
		if (key.length() != LENGTH) {
			return false;
		}
		try {
			return Base64.getDecoder().decode(key).length == NONCE_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/** What the server answers to the key in {@code Sec-WebSocket-Accept}. */
	static String accept(String key) {
		try {
			MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
			return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
		}
		catch (NoSuchAlgorithmException ex) {
			// Every Java platform has to have it.
			throw new IllegalStateException(ex);
		}
	}

}
