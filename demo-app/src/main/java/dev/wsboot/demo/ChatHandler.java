package dev.wsboot.demo;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsConnection;
import dev.wsboot.engine.WsHandler;
import dev.wsboot.spring.WsRoute;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chat: users enter with a nickname, talk and leave, and everyone sees it.
 */
@WsRoute("/chat")
class ChatHandler implements WsHandler {

	private static final String RATE = "chat.rate";

	private final ChatRoom room;

	private final JsonMapper json;

	ChatHandler(ChatRoom room, JsonMapper json) {
		this.room = room;
		this.json = json;
	}

	@Override
	public void onOpen(WsConnection connection) {
		connection.attributes().put(RATE, new RateLimit(20, 2, System::nanoTime));
	}

	@Override
	public void onText(WsConnection connection, String text) {
		if (!(connection.attributes().get(RATE) instanceof RateLimit rate) || !rate.allows()) {
			connection.close(1008, "Too many messages");
			return;
		}
		try {
			ChatRequest request = parse(text);
			switch (request.type()) {
				case ENTER -> this.room.enter(connection, ChatInput.nickname(request.text()));
				case MESSAGE -> this.room.say(connection, ChatInput.message(request.text()));
				case LEAVE -> this.room.leave(connection);
			}
		}
		catch (ChatRefusal refusal) {
			this.room.send(connection, ChatEvent.error(refusal.reason()));
		}
	}

	private ChatRequest parse(String text) {
		try {
			ChatRequest request = this.json.readValue(text, ChatRequest.class);
			if (request != null) {
				return request;
			}
		}
		catch (JacksonException ex) {
			// Refused below, as is the JSON text null
		}
		throw new ChatRefusal("This is no message of the chat");
	}

	@Override
	public void onBinary(WsConnection connection, byte[] data) {
		connection.close(1003, "The chat takes text");
	}

	@Override
	public void onClose(WsConnection connection, WsClose close) {
		this.room.leave(connection);
	}

}
