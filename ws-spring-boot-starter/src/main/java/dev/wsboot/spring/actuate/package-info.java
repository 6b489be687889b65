/**
 * The actuator endpoint {@code websockets}. {@code WebSocketsEndpoint} holds its
 * operations, {@code WebSocketsEndpointWebExtension} what is particular to HTTP; the
 * records named {@code *Descriptor} are what it answers.
 */
@NullMarked
package dev.wsboot.spring.actuate;

import org.jspecify.annotations.NullMarked;
