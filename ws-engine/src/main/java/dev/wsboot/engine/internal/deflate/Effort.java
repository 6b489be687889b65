package dev.wsboot.engine.internal.deflate;

/**
 * How hard to look for matches.
 *
 * @param depth earlier occurrences looked at
 * @param lazy matches shorter than this wait for a look at the next byte, which may begin
 * a longer one
 * @param enough a match of this length ends the search
 */
record Effort(int depth, int lazy, int enough) {

	private static final Effort[] LEVELS = { new Effort(1, 0, 16), new Effort(4, 0, 64), new Effort(8, 0, 64),
			new Effort(6, 8, 64), new Effort(12, 32, 96), new Effort(32, 64, 128), new Effort(64, 128, 192),
			new Effort(256, 258, 258), new Effort(1024, 258, 258) };

	static Effort of(int level) {
		return LEVELS[level - 1];
	}

}
