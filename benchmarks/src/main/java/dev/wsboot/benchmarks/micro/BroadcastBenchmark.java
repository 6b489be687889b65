package dev.wsboot.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.wsboot.engine.WsBroadcast;
import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.extension.MessageCodec;
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
 * A message to a hundred connections without sockets; the figures are for one delivery.
 * Compressed it is deflated once, whatever the number of receivers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BroadcastBenchmark {

	private static final int RECEIVERS = 100;

	@Param({ "64", "4096" })
	int size;

	@Param({ "false", "true" })
	boolean compressed;

	private String text = "";

	private @Nullable WsEngine engine;

	private Endpoint endpoint = endpoint();

	@Setup
	public void open() {
		this.text = Texts.json(this.size);
		this.endpoint = endpoint();
		this.engine = WsEngine.builder().eventLoops(1).build();
		for (int i = 0; i < RECEIVERS; i++) {
			List<MessageCodec> codecs = this.compressed ? List.of(Texts.codec()) : List.of();
			DiscardingTransport.open(this.engine, this.endpoint, codecs);
		}
	}

	@TearDown
	public void close() {
		if (this.engine != null) {
			this.engine.close();
		}
	}

	@Benchmark
	@OperationsPerInvocation(RECEIVERS)
	public int broadcast() {
		int taken = WsBroadcast.of(this.text).to(this.endpoint.connections());
		if (taken != RECEIVERS) {
			throw new IllegalStateException("only " + taken + " took it");
		}
		return taken;
	}

	private static Endpoint endpoint() {
		return new Endpoint("/broadcast", new WsHandler() {
		}, WsOptions.builder().dispatch(WsDispatch.INLINE).build());
	}

}
