package dev.wsboot.demo;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What users are sent, as JSON: {@code {"type": "enter", "name": "Ann", "text": "Ann
 * entered", "time": "2026-01-31T12:00:00Z"}}.
 *
 * @param type what happened
 * @param name of whom it tells
 * @param text what people read
 * @param time when it happened
 * @param users the nicknames of all who are here, for the one who enters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChatEvent(Type type, @Nullable String name, String text, Instant time, @Nullable List<String> users) {

	static ChatEvent enter(String name) {
		return new ChatEvent(Type.ENTER, name, name + " entered", Instant.now(), null);
	}

	static ChatEvent leave(String name) {
		return new ChatEvent(Type.LEAVE, name, name + " left", Instant.now(), null);
	}

	static ChatEvent message(String name, String text) {
		return new ChatEvent(Type.MESSAGE, name, text, Instant.now(), null);
	}

	static ChatEvent users(String name, List<String> users) {
		return new ChatEvent(Type.USERS, name, "Welcome, " + name, Instant.now(), users);
	}

	static ChatEvent error(String text) {
		return new ChatEvent(Type.ERROR, null, text, Instant.now(), null);
	}

	enum Type {

		@JsonProperty("enter")
		ENTER,

		@JsonProperty("leave")
		LEAVE,

		@JsonProperty("message")
		MESSAGE,

		@JsonProperty("users")
		USERS,

		@JsonProperty("error")
		ERROR

	}

}
