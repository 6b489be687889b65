package dev.wsboot.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.protocol.FrameObserver;
import dev.wsboot.engine.internal.protocol.ProtocolLimits;
import dev.wsboot.engine.internal.protocol.Side;
import dev.wsboot.engine.internal.protocol.WsProtocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From received bytes to text messages: header, unmasking, UTF-8 check, {@code String}.
 * Four frames in one read; the figures are for one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DecodeBenchmark {

	private static final int FRAMES = 4;

	@Param({ "64", "1024", "16384" })
	int size;

	private byte[] bytes = {};

	private final TextCounter events = new TextCounter();

	private final WsProtocol protocol = new WsProtocol(Side.SERVER, new ProtocolLimits(1 << 20, 1024, 1 << 20),
			List.of(), new BufferPool(1 << 20), FrameObserver.NONE, this.events);

	@Setup
	public void prepare() {
		this.bytes = ClientFrames.text(this.size, FRAMES);
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public long decode() {
		this.protocol.receive(this.bytes, 0, this.bytes.length);
		return this.events.characters();
	}

}
