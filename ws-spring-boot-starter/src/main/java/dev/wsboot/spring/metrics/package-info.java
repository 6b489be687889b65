/**
 * Meters of WebSocket routes and clients. {@code WsMeters} documents them,
 * {@code WsMetrics} binds them to registries: a {@code MeterSet} for each registry, an
 * {@code EndpointMeters} for each route and client in it.
 */
@NullMarked
package dev.wsboot.spring.metrics;

import org.jspecify.annotations.NullMarked;
