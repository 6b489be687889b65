package dev.wsboot.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.internal.connection.Endpoint;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that happens to a message but the system calls: a connection with an inline handler
 * that echoes, on a transport that takes every byte. Four frames in one read; the figures
 * are for one. With {@code -prof gc} the allocation is that of the message's
 * {@code String}, which {@link DecodeBenchmark} shows alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EchoBenchmark {

	private static final int FRAMES = 4;

	@Param({ "64", "1024", "16384" })
	int size;

	private byte[] bytes = {};

	private @Nullable WsEngine engine;

	private @Nullable DiscardingTransport transport;

	@Setup
	public void open() throws InterruptedException {
		this.bytes = ClientFrames.text(this.size, FRAMES);
		this.engine = WsEngine.builder().eventLoops(1).build();
		Endpoint endpoint = new Endpoint("/echo", new Echo(), WsOptions.builder().dispatch(WsDispatch.INLINE).build());
		this.transport = DiscardingTransport.open(this.engine, endpoint, List.of());
	}

	@TearDown
	public void close() {
		if (this.engine != null) {
			this.engine.close();
		}
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public long echo() {
		DiscardingTransport open = this.transport;
		if (open == null) {
			throw new IllegalStateException("not open");
		}
		open.receive(this.bytes);
		return open.written();
	}

	private static final class Echo implements WsHandler {

		@Override
		public void onText(WsConnection connection, String text) {
			connection.send(text);
		}

	}

}
