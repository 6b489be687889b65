/**
 * The way from a client to its server. An {@code HttpAttempt} leads one request to a
 * {@code Location}, as {@code DialSettings} say: a {@code Dialer} connects, to the server
 * or an {@code HttpProxy}, and an {@code HttpCall} is a request over the socket and the
 * head of its answer. What is asked for and what the answer means is left to the caller.
 */
@NullMarked
package dev.wsboot.engine.internal.dial;

import org.jspecify.annotations.NullMarked;
