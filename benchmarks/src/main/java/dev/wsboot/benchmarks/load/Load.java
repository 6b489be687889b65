package dev.wsboot.benchmarks.load;

/**
 * What is done to a server.
 *
 * @param name as given on the command line
 * @param title as printed
 * @param kind what the connections do
 * @param path where they connect to
 * @param connections how many are open
 * @param active how many of them send; the others are idle
 * @param size payload of a message, bytes
 * @param depth messages that a sender keeps in flight
 * @param compressed whether permessage-deflate is offered and must be agreed to
 */
public record Load(String name, String title, Kind kind, String path, int connections, int active, int size, int depth,
		boolean compressed) {

	/**
	 * Whether the handler blocks.
	 * @return true for the path on which it does
	 */
	public boolean blocking() {
		return this.path.equals("/blocking");
	}

	/** What one unit of the figures is. */
	public enum Kind {

		/** A message that came back. */
		ECHO("message"),

		/** A message that reached one of its receivers. */
		BROADCAST("delivery"),

		/** A connection that was opened, used for one echo and closed. */
		CHURN("connection"),

		/** A connection that is open and silent. */
		IDLE("connection");

		private final String unit;

		Kind(String unit) {
			this.unit = unit;
		}

		/**
		 * The word for what is counted.
		 * @return singular
		 */
		public String unit() {
			return this.unit;
		}

	}

}
