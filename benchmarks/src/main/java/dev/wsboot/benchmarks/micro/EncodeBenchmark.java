package dev.wsboot.benchmarks.micro;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.internal.buffer.BufferPool;
import dev.wsboot.engine.internal.protocol.FrameObserver;
import dev.wsboot.engine.internal.protocol.Outbound;
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
 * From text messages to the bytes that the socket is written from, on either side: a
 * client's frames are masked. Four messages for one write; the figures are for one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EncodeBenchmark {

	private static final int MESSAGES = 4;

	@Param({ "64", "1024", "16384" })
	int size;

	@Param({ "SERVER", "CLIENT" })
	Side side = Side.SERVER;

	private String text = "";

	private Outbound outbound = outbound(Side.SERVER);

	@Setup
	public void prepare() {
		this.text = "a".repeat(this.size);
		this.outbound = outbound(this.side);
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public long encode() {
		for (int i = 0; i < MESSAGES; i++) {
			this.outbound.text(this.text);
		}
		long written = 0;
		for (ByteBuffer bytes = this.outbound.beginWriting(); bytes != null;) {
			int length = bytes.remaining();
			bytes.position(bytes.limit());
			written += length;
			bytes = this.outbound.next(length);
		}
		return written;
	}

	private static Outbound outbound(Side side) {
		return new WsProtocol(side, new ProtocolLimits(1 << 20, 1024, 1 << 20), List.of(), new BufferPool(1 << 20),
				FrameObserver.NONE, new TextCounter())
			.outbound();
	}

}
