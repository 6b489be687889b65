package dev.wsboot.benchmarks.server;

import java.util.List;

/**
 * What a server is told about the load, so that it can be set up for it as its
 * documentation recommends.
 *
 * @param compressed whether permessage-deflate is to be agreed to
 * @param maxMessage size of the largest message, bytes
 * @param blocking whether the handler blocks
 */
public record ServerSettings(boolean compressed, int maxMessage, boolean blocking) {

	/**
	 * The settings as arguments of a {@code main}.
	 * @return what {@link #parse} takes
	 */
	public List<String> arguments() {
		return List.of(Boolean.toString(this.compressed), Integer.toString(this.maxMessage),
				Boolean.toString(this.blocking));
	}

	static ServerSettings parse(String[] arguments) {
		return new ServerSettings(Boolean.parseBoolean(arguments[0]), Integer.parseInt(arguments[1]),
				Boolean.parseBoolean(arguments[2]));
	}

}
