/**
 * What a Spring Boot application imports to serve WebSocket routes.
 */
@NullMarked
package dev.wsboot.spring;

import org.jspecify.annotations.NullMarked;
