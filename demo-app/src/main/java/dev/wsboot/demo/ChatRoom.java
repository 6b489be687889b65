package dev.wsboot.demo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.wsboot.engine.WsConnection;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Knows who is here and tells everyone what happens. One lock gives all of them the same
 * order of events; it is held briefly, since {@code send} does not wait for the network.
 */
@Component
class ChatRoom {

	private static final String NAME = "chat.name";

	private final JsonMapper json;

	// Guarded by this; a name counts as taken whatever its case
	private final Map<String, WsConnection> users = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	ChatRoom(JsonMapper json) {
		this.json = json;
	}

	synchronized void enter(WsConnection connection, String name) {
		if (connection.attributes().containsKey(NAME)) {
			throw new ChatRefusal("You are here already");
		}
		if (this.users.putIfAbsent(name, connection) != null) {
			throw new ChatRefusal("The nickname " + name + " is taken");
		}
		connection.attributes().put(NAME, name);
		send(connection, ChatEvent.users(name, List.copyOf(this.users.keySet())));
		broadcast(ChatEvent.enter(name));
	}

	synchronized void say(WsConnection connection, String text) {
		if (!(connection.attributes().get(NAME) instanceof String name)) {
			throw new ChatRefusal("Enter with a nickname first");
		}
		broadcast(ChatEvent.message(name, text));
	}

	/**
	 * Does nothing with someone who is not here.
	 */
	synchronized void leave(WsConnection connection) {
		if (connection.attributes().remove(NAME) instanceof String name) {
			broadcast(ChatEvent.leave(name));
			this.users.remove(name);
		}
	}

	void send(WsConnection connection, ChatEvent event) {
		connection.send(this.json.writeValueAsString(event));
	}

	private void broadcast(ChatEvent event) {
		String text = this.json.writeValueAsString(event);
		this.users.values().forEach((connection) -> connection.send(text));
	}

}
