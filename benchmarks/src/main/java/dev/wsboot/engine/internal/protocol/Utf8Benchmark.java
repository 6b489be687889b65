package dev.wsboot.engine.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Checking that bytes are UTF-8: ASCII alone, a text with some accents, and one in which
 * every character takes three bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Utf8Benchmark {

	@Param({ "ascii ", "déjà vu ", "東京都" })
	String text = "";

	@Param({ "64", "16384" })
	int size;

	private byte[] bytes = {};

	@Setup
	public void prepare() {
		int unit = this.text.getBytes(StandardCharsets.UTF_8).length;
		this.bytes = this.text.repeat(this.size / unit).getBytes(StandardCharsets.UTF_8);
	}

	@Benchmark
	public boolean validate() {
		return Utf8Validator.isValid(this.bytes, 0, this.bytes.length);
	}

}
