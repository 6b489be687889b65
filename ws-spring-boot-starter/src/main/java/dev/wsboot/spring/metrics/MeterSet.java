package dev.wsboot.spring.metrics;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import dev.wsboot.engine.internal.protocol.Side;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The meters registered with one registry, to be removed together. All of them read a
 * source when the registry asks. Thread-safe.
 */
final class MeterSet {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();

	MeterSet(MeterRegistry registry, Tags tags) {
		this.registry = registry;
		this.tags = tags;
	}

	<T> void gauge(WsMeters meter, Side side, Tags tags, T source, ToDoubleFunction<T> value) {
		this.meters.add(Gauge.builder(meter.getName(side), source, value)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.tags(this.tags.and(tags))
			.register(this.registry));
	}

	<T> void counter(WsMeters meter, Side side, Tags tags, T source, ToDoubleFunction<T> count) {
		this.meters.add(FunctionCounter.builder(meter.getName(side), source, count)
			.description(meter.getDescription())
			.baseUnit(meter.getBaseUnit())
			.tags(this.tags.and(tags))
			.register(this.registry));
	}

	<T> void timer(WsMeters meter, Side side, Tags tags, T source, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
		this.meters.add(FunctionTimer.builder(meter.getName(side), source, count, nanos, TimeUnit.NANOSECONDS)
			.description(meter.getDescription())
			.tags(this.tags.and(tags))
			.register(this.registry));
	}

	void remove() {
		this.meters.forEach(this.registry::remove);
	}

}
