package dev.wsboot.engine.internal.deflate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds earlier occurrences of the bytes to come (LZ77), through a table of where each
 * hash of four bytes was seen last and a chain of where before that. Not thread-safe.
 *
 * <p>
 * Positions count on from message to message: what an earlier message left in the table
 * lies below the first position of the present one and need not be cleared.
 */
final class MatchFinder {

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	/** Bytes hashed, and length of the shortest match looked for. */
	private static final int HASHED = 4;

	private static final int MAX_HASH_BITS = 14;

	private static final int MIN_HASH_BITS = 8;

	private static final int CHAIN_MASK = (1 << 15) - 1;

	/** Of a longer match only the ends are entered: it will be found by them. */
	private static final int ENTERED_WHOLE = 32;

	/** So many bytes without a match, and one more at a time goes unexamined. */
	private static final int PATIENCE = 128;

	private static final int MAX_STEP = 16;

	private static final byte[] NOTHING = new byte[0];

	/** Position by hash. */
	private final int[] heads = new int[1 << MAX_HASH_BITS];

	/** By position, as far as its bits go: the position before with the same hash. */
	private final int[] chain = new int[CHAIN_MASK + 1];

	/** First position that no message has used. */
	private int unused;

	private Effort effort = Effort.of(1);

	private int maxDistance;

	private int hashShift;

	private int origin;

	private byte[] bytes = NOTHING;

	/** Position of a byte less its index. */
	private int shift;

	/** Lowest position that may be referred to. */
	private int floor;

	private int foundDistance;

	MatchFinder() {
		// 0 is what the table holds where nothing was entered.
		this(1);
	}

	MatchFinder(int unused) {
		this.unused = unused;
	}

	/**
	 * Begins a message: {@code length} are its bytes and those that are entered before
	 * it.
	 */
	void begin(Effort effort, int maxDistance, int length) {
		this.effort = effort;
		this.maxDistance = maxDistance;
		int bits = 33 - Integer.numberOfLeadingZeros(length);
		this.hashShift = 32 - Math.max(MIN_HASH_BITS, Math.min(MAX_HASH_BITS, bits));
		if (this.unused > Integer.MAX_VALUE - length) {
			Arrays.fill(this.heads, 0);
			this.unused = 1;
		}
		this.origin = this.unused;
		this.unused += length;
	}

	/**
	 * Tells where the bytes are: {@code first} is the index of the message's first byte,
	 * or where it would be if the array held it, {@code floor} that of the first byte
	 * that may be referred to.
	 */
	void read(byte[] bytes, int first, int floor) {
		this.bytes = bytes;
		this.shift = this.origin - first;
		this.floor = floor + this.shift;
	}

	void end() {
		this.bytes = NOTHING;
	}

	/** Enters bytes that the message may refer to. */
	void enter(int from, int to) {
		for (int i = from; i <= to - HASHED; i++) {
			enter(i);
		}
	}

	private int hash(int word) {
		return word * 0x9E3779B1 >>> this.hashShift;
	}

	private int enter(int index) {
		int hash = hash((int) INTS.get(this.bytes, index));
		int position = index + this.shift;
		int before = this.heads[hash];
		this.heads[hash] = position;
		this.chain[position & CHAIN_MASK] = before;
		return before;
	}

	/**
	 * Turns bytes into tokens until the block is full, and returns the index of the first
	 * byte that is not among them.
	 */
	int find(int from, int to, TokenBlock block) {
		int lastHashed = to - HASHED;
		int at = (this.effort.depth() == 1) ? findFirst(from, to, block) : findBest(from, to, block);
		while (at < to && at > lastHashed && block.hasRoom()) {
			block.literal(this.bytes[at++]);
		}
		return at;
	}

	/** Takes the latest occurrence, if it is one, without a look at others. */
	private int findFirst(int from, int to, TokenBlock block) {
		byte[] in = this.bytes;
		int[] table = this.heads;
		int toPosition = this.shift;
		int lastHashed = to - HASHED;
		int at = from;
		int matchEnd = from;
		while (at <= lastHashed && block.hasRoom()) {
			int word = (int) INTS.get(in, at);
			int hash = hash(word);
			int candidate = table[hash];
			int position = at + toPosition;
			table[hash] = position;
			if (candidate >= this.floor && position - candidate <= this.maxDistance
					&& (int) INTS.get(in, candidate - toPosition) == word) {
				int length = matchLength(in, candidate - toPosition, at, Math.min(Symbols.MAX_MATCH, to - at));
				block.match(length, position - candidate);
				at += length;
				matchEnd = at;
				if (at <= lastHashed) {
					table[hash((int) INTS.get(in, at - length + 1))] = position + 1;
					table[hash((int) INTS.get(in, at - 2))] = position + length - 2;
				}
			}
			else {
				at = literals(at, matchEnd, to, block);
			}
		}
		return at;
	}

	private int literals(int from, int matchEnd, int to, TokenBlock block) {
		int end = Math.min(to, from + Math.min(1 + (from - matchEnd) / PATIENCE, MAX_STEP));
		for (int i = from; i < end; i++) {
			block.literal(this.bytes[i]);
		}
		return end;
	}

	/** Takes the longest of several occurrences, and perhaps that of the next byte. */
	private int findBest(int from, int to, TokenBlock block) {
		int lastHashed = to - HASHED;
		int lazy = this.effort.lazy();
		int at = from;
		int matchEnd = from;
		while (at <= lastHashed && block.hasRoom()) {
			int length = search(at, to, HASHED - 1);
			if (length < HASHED) {
				at = literals(at, matchEnd, to, block);
				continue;
			}
			int distance = this.foundDistance;
			int entered = at + 1;
			while (length < lazy && at < lastHashed && block.hasRoom()) {
				int longer = search(entered++, to, length);
				if (longer <= length) {
					break;
				}
				block.literal(this.bytes[at++]);
				length = longer;
				distance = this.foundDistance;
			}
			block.match(length, distance);
			at += length;
			matchEnd = at;
			enterMatch(entered, Math.min(at, lastHashed + 1), length);
		}
		return at;
	}

	private void enterMatch(int from, int to, int length) {
		int index = from;
		if (length > ENTERED_WHOLE && this.effort.lazy() == 0) {
			index = Math.max(from, to - 2);
		}
		while (index < to) {
			enter(index++);
		}
	}

	/**
	 * Enters the position and looks for a match that is longer than {@code atLeast},
	 * which is returned if there is none.
	 */
	private int search(int index, int to, int atLeast) {
		byte[] in = this.bytes;
		int position = index + this.shift;
		int lowest = Math.max(this.floor, position - this.maxDistance);
		int most = Math.min(Symbols.MAX_MATCH, to - index);
		int word = (int) INTS.get(in, index);
		int best = atLeast;
		int candidate = enter(index);
		for (int left = this.effort.depth(); candidate >= lowest && best < most; left--) {
			int other = candidate - this.shift;
			if ((int) INTS.get(in, other) == word && in[other + best] == in[index + best]) {
				int length = matchLength(in, other, index, most);
				if (length > best) {
					best = length;
					this.foundDistance = position - candidate;
					if (length >= this.effort.enough()) {
						break;
					}
				}
			}
			int before = this.chain[candidate & CHAIN_MASK];
			// A chain goes down; an entry that does not is of a later position.
			if (left <= 1 || before >= candidate) {
				break;
			}
			candidate = before;
		}
		return best;
	}

	private static int matchLength(byte[] in, int a, int b, int most) {
		int length = HASHED;
		while (length <= most - 8) {
			long difference = (long) LONGS.get(in, a + length) ^ (long) LONGS.get(in, b + length);
			if (difference != 0) {
				return length + (Long.numberOfTrailingZeros(difference) >>> 3);
			}
			length += 8;
		}
		while (length < most && in[a + length] == in[b + length]) {
			length++;
		}
		return length;
	}

}
