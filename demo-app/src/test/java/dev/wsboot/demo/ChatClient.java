package dev.wsboot.demo;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import dev.wsboot.engine.testing.JdkClient;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Speaks the chat's language through a {@link JdkClient}.
 */
final class ChatClient implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final JdkClient client;

	ChatClient(DemoServer server) throws Exception {
		this.client = server.open("/chat");
	}

	/**
	 * Waits until the users of an earlier test have left: that is a moment after their
	 * connections were closed.
	 */
	static void awaitEmptyRoom(DemoServer server) throws Exception {
		try (ChatClient probe = new ChatClient(server)) {
			Awaitility.await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).until(() -> {
				List<String> users = probe.enter("probe");
				probe.send("leave", "");
				while (!probe.next().get("text").asString().equals("probe left")) {
					// Others may leave meanwhile
				}
				return users.size() == 1;
			});
		}
	}

	JdkClient client() {
		return this.client;
	}

	/**
	 * Enters, and takes what everyone is told of it.
	 * @return who is here
	 */
	List<String> enter(String name) throws Exception {
		send("enter", name);
		List<String> users = users(next("users"));
		next("enter");
		return users;
	}

	void say(String text) throws Exception {
		send("message", text);
	}

	void send(String type, String text) throws Exception {
		this.client.send(JSON.writeValueAsString(JSON.createObjectNode().put("type", type).put("text", text)));
	}

	JsonNode next() throws Exception {
		return JSON.readTree(this.client.text());
	}

	JsonNode next(String type) throws Exception {
		JsonNode event = next();
		assertThat(event.get("type").asString()).as("type of %s", event).isEqualTo(type);
		return event;
	}

	static List<String> users(JsonNode welcome) {
		return StreamSupport.stream(welcome.get("users").spliterator(), false).map(JsonNode::asString).toList();
	}

	@Override
	public void close() throws Exception {
		this.client.close();
	}

}
