package dev.wsboot.benchmarks.load;

/**
 * A server did not do what the load asks of it; the message is the result of that run.
 */
public final class LoadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what it did instead
	 */
	public LoadException(String message) {
		super(message);
	}

}
