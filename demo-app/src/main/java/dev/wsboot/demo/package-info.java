/**
 * An application that shows the starter at work.
 */
@NullMarked
package dev.wsboot.demo;

import org.jspecify.annotations.NullMarked;
