package dev.wsboot.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks the Chrome DevTools Protocol: numbered calls with answers, and events, as JSON
 * over a WebSocket.
 */
final class DevTools implements WebSocket.Listener {

	private static final JsonMapper JSON = new JsonMapper();

	private final AtomicInteger lastId = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

	private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();

	private final StringBuilder text = new StringBuilder();

	private final WebSocket socket;

	DevTools(URI uri) {
		this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
	}

	/**
	 * Calls a method and waits for its answer.
	 * @param session the session of a window, or null for the browser
	 */
	JsonNode call(String session, String method, Map<String, Object> parameters) {
		int id = this.lastId.incrementAndGet();
		ObjectNode call = JSON.createObjectNode().put("id", id).put("method", method);
		call.set("params", JSON.valueToTree(parameters));
		if (session != null) {
			call.put("sessionId", session);
		}
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.calls.put(id, answer);
		synchronized (this) {
			this.socket.sendText(JSON.writeValueAsString(call), true).join();
		}
		JsonNode message = answer.orTimeout(30, TimeUnit.SECONDS).join();
		if (message.has("error")) {
			throw new AssertionError(method + ": " + message.get("error"));
		}
		return message.get("result");
	}

	/**
	 * Passes the events of a session on.
	 * @param listener takes the method and the parameters of an event
	 */
	void listen(String session, BiConsumer<String, JsonNode> listener) {
		this.listeners.put(session, listener);
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			receive(JSON.readTree(this.text.toString()));
			this.text.setLength(0);
		}
		socket.request(1);
		return null;
	}

	private void receive(JsonNode message) {
		if (message.has("id")) {
			this.calls.remove(message.get("id").asInt()).complete(message);
		}
		else if (message.has("sessionId")) {
			this.listeners.getOrDefault(message.get("sessionId").asString(), (method, parameters) -> {
			}).accept(message.get("method").asString(), message.get("params"));
		}
	}

}
