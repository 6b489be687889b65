/**
 * {@code Log}, by which the engine tells an operator what it cannot tell the application.
 */
@NullMarked
package dev.wsboot.engine.internal.log;

import org.jspecify.annotations.NullMarked;
