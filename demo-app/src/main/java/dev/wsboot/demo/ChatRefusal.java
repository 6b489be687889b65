package dev.wsboot.demo;

/**
 * Thrown where the chat does not take what a user sent; the user is told why.
 */
class ChatRefusal extends RuntimeException {

	private final String reason;

	ChatRefusal(String reason) {
		super(reason);
		this.reason = reason;
	}

	/**
	 * What the user is told.
	 */
	String reason() {
		return this.reason;
	}

}
