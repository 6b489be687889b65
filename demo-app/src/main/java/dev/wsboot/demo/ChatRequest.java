package dev.wsboot.demo;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a user sends, as JSON: {@code {"type": "message", "text": "Hello"}}.
 *
 * @param type what the user wants
 * @param text the nickname to enter with, or what to say
 */
record ChatRequest(Type type, @Nullable String text) {

	/**
	 * Refuses what has no type.
	 */
	ChatRequest {
		Objects.requireNonNull(type, "type");
	}

	enum Type {

		@JsonProperty("enter")
		ENTER,

		@JsonProperty("message")
		MESSAGE,

		@JsonProperty("leave")
		LEAVE

	}

}
