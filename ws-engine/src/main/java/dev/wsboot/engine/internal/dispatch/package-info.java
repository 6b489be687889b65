/**
 * Who calls a handler, and when. A {@code Dispatcher} carries the events of one
 * connection, in order and one at a time, to its {@code Receiver}; a {@code Handoff}
 * decides for the connections of one loop whether the loop's thread does that, or the
 * executor ({@code HandlerExecutor} by default), one by one or in groups; what has to be
 * told though that refuses is told by the {@code FallbackExecutor}. A {@code SendBatch}
 * has what handlers send written once, and {@code DispatchPolicy} holds the figures.
 * Nothing here knows what a connection is.
 */
@NullMarked
package dev.wsboot.engine.internal.dispatch;

import org.jspecify.annotations.NullMarked;
