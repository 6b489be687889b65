package dev.wsboot.benchmarks;

import java.io.IOException;
import java.util.List;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.server.ServerSettings;

/**
 * A server that can be measured.
 *
 * @param name as given on the command line
 * @param title as printed
 * @param role what it is measured for
 * @param blocks whether a handler of it may block
 * @param launcher starts it
 */
record Contender(String name, String title, Role role, boolean blocks, Launcher launcher) {

	/**
	 * Whether it can take a load at all.
	 * @param load a load
	 * @return false if the comparison makes no sense
	 */
	boolean takes(Load load) {
		return (this.blocks || !load.blocking()) && (this.role != Role.FLOOR || !load.compressed());
	}

	/** What a server is measured for. */
	enum Role {

		/** To show what the machine costs. */
		FLOOR,

		/** This project's. */
		OURS,

		/** To be compared with. */
		PEER

	}

	/** Knows how a server is started. */
	interface Launcher {

		/**
		 * Whether this machine has what it needs.
		 * @return false if it is to be left out
		 */
		boolean available();

		/**
		 * How it is started.
		 * @param settings what it is told about the load
		 * @return the command
		 * @throws IOException if what it needs cannot be got
		 */
		List<String> command(ServerSettings settings) throws IOException;

	}

}
