package dev.wsboot.engine;

import dev.wsboot.engine.internal.protocol.Close;

/**
 * Close codes (RFC 6455 section 7.4 and the IANA registry that it founds). Plain numbers,
 * because the ranges 3000 to 4999 belong to libraries and applications.
 */
public final class CloseCode {

	/** The purpose of the connection is fulfilled. */
	public static final int NORMAL = 1000;

	/** The endpoint goes away: a server that stops, a page that is left. */
	public static final int GOING_AWAY = 1001;

	/** The peer broke the protocol. */
	public static final int PROTOCOL_ERROR = 1002;

	/** A type of data that the endpoint does not accept. */
	public static final int UNSUPPORTED_DATA = 1003;

	/** Never on the wire: the peer's Close frame had no code. */
	public static final int NO_STATUS = 1005;

	/** Never on the wire: the connection ended without a Close frame. */
	public static final int ABNORMAL = 1006;

	/** Data that does not fit the message's type, such as invalid UTF-8 in text. */
	public static final int INVALID_PAYLOAD = 1007;

	/** The message breaks the endpoint's policy. */
	public static final int POLICY_VIOLATION = 1008;

	/** The message is larger than the endpoint accepts. */
	public static final int MESSAGE_TOO_BIG = 1009;

	/** The client misses an extension that the server did not negotiate. */
	public static final int MANDATORY_EXTENSION = 1010;

	/** The endpoint met an unexpected condition. */
	public static final int INTERNAL_ERROR = 1011;

	/** The service restarts. */
	public static final int SERVICE_RESTART = 1012;

	/** The service is overloaded. */
	public static final int TRY_AGAIN_LATER = 1013;

	/** A gateway received an invalid answer. */
	public static final int BAD_GATEWAY = 1014;

	private CloseCode() {
	}

	/**
	 * Whether a Close frame may carry the code, in either direction.
	 * @param code a close code
	 * @return true for 1000 to 1003, 1007 to 1014 and 3000 to 4999
	 */
	public static boolean isSendable(int code) {
		// RFC 6455 section 7.4.2 and IANA: 1004 to 1006 and 1015 are reserved and must
		// not be set; what is unassigned below 3000 belongs to future protocols.
		return (code >= NORMAL && code <= UNSUPPORTED_DATA) || (code >= INVALID_PAYLOAD && code <= BAD_GATEWAY)
				|| (code >= 3000 && code <= 4999);
	}

	/**
	 * Checks a code that is to be sent.
	 * @param code a close code
	 * @return the code
	 * @throws IllegalArgumentException if it is not {@linkplain #isSendable sendable}
	 */
	public static int requireSendable(int code) {
		if (!isSendable(code)) {
			throw new IllegalArgumentException("close code " + code
					+ " must not be sent: use 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 section 7.4)");
		}
		return code;
	}

}
