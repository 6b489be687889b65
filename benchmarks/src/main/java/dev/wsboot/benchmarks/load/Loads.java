package dev.wsboot.benchmarks.load;

import java.util.List;

import dev.wsboot.benchmarks.load.Load.Kind;

/**
 * The loads there are.
 */
public final class Loads {

	private static final String ECHO = "/echo";

	private static final String BROADCAST = "/broadcast";

	private Loads() {
	}

	/**
	 * All of them.
	 * @return in the order in which they are reported
	 */
	public static List<Load> all() {
		return List.of(echo("echo-64", "echo 64 B, 100 connections, 1 in flight", 100, 100, 64, 1, false),
				echo("echo-64x16", "echo 64 B, 100 connections, 16 in flight", 100, 100, 64, 16, false),
				echo("echo-16k", "echo 16 KiB, 100 connections", 100, 100, 16 * 1024, 1, false),
				echo("echo-1m", "echo 1 MiB, 10 connections", 10, 10, 1024 * 1024, 1, false),
				echo("single", "echo 64 B, one connection alone, on one processor", 1, 1, 64, 1, false),
				echo("echo-64-1000", "echo 64 B, 1,000 connections of which 100 send", 1000, 100, 64, 1, false),
				echo("echo-64-10000", "echo 64 B, 10,000 connections of which 100 send", 10000, 100, 64, 1, false),
				echo("deflate-1k", "echo 1 KiB, compressed, 100 connections", 100, 100, 1024, 1, true),
				echo("deflate-16k", "echo 16 KiB, compressed, 100 connections", 100, 100, 16 * 1024, 1, true),
				broadcast("broadcast-64", "broadcast 64 B to 1,000, 1 in flight", 64, 1, false),
				broadcast("broadcast-64x16", "broadcast 64 B to 1,000, 16 in flight", 64, 16, false),
				broadcast("broadcast-4k", "broadcast 4 KiB to 1,000", 4096, 1, false),
				broadcast("broadcast-4k-deflate", "broadcast 4 KiB to 1,000, compressed", 4096, 1, true),
				new Load("blocking", "a handler that blocks for 5 ms, 1,000 connections", Kind.ECHO, "/blocking", 1000,
						1000, 64, 1, false),
				new Load("churn", "connect, echo once, close; 50 at a time", Kind.CHURN, ECHO, 50, 50, 64, 1, false),
				new Load("idle", "10,000 idle connections", Kind.IDLE, ECHO, 10000, 0, 64, 0, false),
				new Load("idle-deflate", "10,000 idle connections, compressed", Kind.IDLE, ECHO, 10000, 0, 1024, 0,
						true));
	}

	private static Load echo(String name, String title, int connections, int active, int size, int depth,
			boolean compressed) {
		return new Load(name, title, Kind.ECHO, ECHO, connections, active, size, depth, compressed);
	}

	private static Load broadcast(String name, String title, int size, int depth, boolean compressed) {
		return new Load(name, title, Kind.BROADCAST, BROADCAST, 1000, 1, size, depth, compressed);
	}

}
