package dev.wsboot.engine.conformance;

/**
 * One demand on an endpoint that echoes messages.
 *
 * @param id number in the suite
 * @param title what is demanded, with the section of RFC 6455, or of RFC 7692 where there
 * is compression
 * @param compression what the tester offers or answers, or null if it does neither
 * @param script what the tester does
 */
record Case(String id, String title, Compression compression, Script script) {

	/** Cases up to so many bytes are repeated byte by byte. */
	private static final int SHORT = 1500;

	/** And up to so many with a cut at every place. */
	private static final int VERY_SHORT = 40;

	/** What the tester does on a connection that has just been opened. */
	interface Script {

		void run(Tester tester) throws Exception;

	}

	/**
	 * Tries an endpoint, in as many ways of delivery as are worth it.
	 * @param cutEverywhere whether the shortest are repeated with a cut at every place
	 */
	void run(Subject subject, boolean cutEverywhere) throws Exception {
		long bytes = run(subject, Delivery.WHOLE);
		if (bytes <= SHORT) {
			run(subject, Delivery.BYTE_BY_BYTE);
		}
		if (cutEverywhere && bytes <= VERY_SHORT) {
			for (int position = 1; position < bytes; position++) {
				run(subject, Delivery.cutAt(position));
			}
		}
	}

	private long run(Subject subject, Delivery delivery) throws Exception {
		try (Tester tester = subject.connect(this.compression, delivery)) {
			this.script.run(tester);
			return tester.sent();
		}
		catch (AssertionError ex) {
			throw new AssertionError(this + ", " + delivery.title() + ": " + ex.getMessage(), ex);
		}
	}

	@Override
	public String toString() {
		return this.id + " " + this.title;
	}

}
