package dev.wsboot.benchmarks.load;

/**
 * The server under load, in another process.
 */
public interface Subject {

	/**
	 * Where it listens on the loopback interface.
	 * @return the port
	 */
	int port();

	/**
	 * CPU time that its process has used, in user and in kernel mode.
	 * @return nanoseconds
	 */
	long cpuNanos();

	/**
	 * Heap in use after a garbage collection, which this causes.
	 * @return bytes
	 */
	long heapBytes();

	/**
	 * Resident memory of its process.
	 * @return bytes, NaN where the operating system does not tell
	 */
	double residentBytes();

}
