package dev.wsboot.benchmarks.micro;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.extension.MessageCodec;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * permessage-deflate alone, without context takeover: a message of JSON compressed, and
 * what that gives decompressed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DeflateBenchmark {

	@Param({ "1024", "16384" })
	int size;

	private final MessageCodec codec = Texts.codec();

	private byte[] text = {};

	private byte[] deflated = {};

	private long taken;

	@Setup
	public void prepare() {
		this.text = Texts.json(this.size).getBytes(StandardCharsets.US_ASCII);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		if (!this.codec.encode(this.text, 0, this.text.length, out::write)) {
			throw new IllegalStateException("was not compressed");
		}
		this.deflated = out.toByteArray();
	}

	@TearDown
	public void close() {
		this.codec.close();
	}

	@Benchmark
	public long deflate() {
		this.codec.encode(this.text, 0, this.text.length, (bytes, offset, length) -> this.taken += length);
		return this.taken;
	}

	@Benchmark
	public long inflate() {
		this.codec.decode(this.deflated, 0, this.deflated.length, (bytes, offset, length) -> this.taken += length);
		return this.taken;
	}

}
