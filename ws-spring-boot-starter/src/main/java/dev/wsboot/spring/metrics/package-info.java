/**
 * Meters of WebSocket routes. {@code WsMeters} documents them, {@code WsMetrics} binds
 * them to registries: a {@code MeterSet} for each registry, a {@code RouteMeters} for
 * each route in it.
 */
@NullMarked
package dev.wsboot.spring.metrics;

import org.jspecify.annotations.NullMarked;
