package dev.wsboot.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

import dev.wsboot.engine.testing.JdkClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The chat between clients of the JDK, on every server.
 */
@ParameterizedClass
@EnumSource(DemoServer.class)
class ChatIT {

	private final List<ChatClient> clients = new ArrayList<>();

	@Parameter
	private DemoServer server;

	@BeforeEach
	void awaitEmptyRoom() throws Exception {
		ChatClient.awaitEmptyRoom(this.server);
	}

	@AfterEach
	void closeClients() throws Exception {
		for (ChatClient client : this.clients) {
			client.close();
		}
	}

	@Test
	void welcomesAUser() throws Exception {
		ChatClient ann = connect();
		ann.send("enter", "  Ann ");
		JsonNode welcome = ann.next("users");
		assertThat(welcome.get("name").asString()).isEqualTo("Ann");
		assertThat(ChatClient.users(welcome)).containsExactly("Ann");
		JsonNode entered = ann.next("enter");
		assertThat(entered.get("name").asString()).isEqualTo("Ann");
		assertThat(entered.get("text").asString()).isEqualTo("Ann entered");
		assertThat(Instant.parse(entered.get("time").asString())).isCloseTo(Instant.now(),
				within(Duration.ofMinutes(1)));
	}

	@Test
	void tellsEveryoneWhoEntersAndLeaves() throws Exception {
		ChatClient ann = enter("Ann");
		ChatClient bo = connect();
		assertThat(bo.enter("Bo")).containsExactly("Ann", "Bo");
		assertThat(ann.next("enter").get("name").asString()).isEqualTo("Bo");
		bo.send("leave", "");
		for (ChatClient client : List.of(ann, bo)) {
			assertThat(client.next("leave").get("text").asString()).isEqualTo("Bo left");
		}
	}

	@Test
	void tellsEveryoneWhatIsSaid() throws Exception {
		ChatClient ann = enter("Ann");
		ChatClient bo = enter("Bo");
		ann.next("enter");
		ann.say("<b>Hello</b> \uD83D\uDE00");
		for (ChatClient client : List.of(ann, bo)) {
			JsonNode message = client.next("message");
			assertThat(message.get("name").asString()).isEqualTo("Ann");
			assertThat(message.get("text").asString()).isEqualTo("<b>Hello</b> \uD83D\uDE00");
			assertThat(message.has("time")).isTrue();
		}
	}

	@Test
	void takesLeaveOfAUserWhoseConnectionEnds() throws Exception {
		ChatClient ann = enter("Ann");
		ChatClient bo = enter("Bo");
		ann.next("enter");
		bo.close();
		assertThat(ann.next("leave").get("name").asString()).isEqualTo("Bo");
	}

	@Test
	void givesANicknameOnce() throws Exception {
		enter("Ann");
		ChatClient other = connect();
		other.send("enter", "ANN");
		assertThat(refusal(other)).isEqualTo("The nickname ANN is taken");
		assertThat(other.enter("Anna")).containsExactly("Ann", "Anna");
		other.send("enter", "Anne");
		assertThat(refusal(other)).isEqualTo("You are here already");
	}

	@Test
	void listensOnlyToWhoHasEntered() throws Exception {
		ChatClient client = connect();
		client.say("Hello");
		assertThat(refusal(client)).isEqualTo("Enter with a nickname first");
	}

	@Test
	void refusesWhatIsNoMessageOfTheChat() throws Exception {
		ChatClient client = connect();
		for (String text : List.of("Hello", "", "null", "[]", "{}", "{\"type\":\"users\"}", "{\"type\":\"enter\"",
				"[".repeat(1000))) {
			client.client().send(text);
			assertThat(refusal(client)).as(text).isEqualTo("This is no message of the chat");
		}
	}

	@Test
	void refusesTextThatBreaksTheRules() throws Exception {
		ChatClient client = connect();
		client.send("enter", "x".repeat(25));
		assertThat(refusal(client)).isEqualTo("A nickname must not be longer than 24 characters");
		client.enter("Ann");
		client.say("x".repeat(1001));
		assertThat(refusal(client)).isEqualTo("A message must not be longer than 1000 characters");
	}

	@Test
	void endsAFloodOfMessages() throws Exception {
		ChatClient client = connect();
		try {
			for (int i = 0; i < 200; i++) {
				client.client().send("flood");
			}
		}
		catch (ExecutionException ex) {
			// The server has had enough.
			assertThat(ex).hasCauseInstanceOf(IOException.class);
		}
		assertThat(client.client().awaitClosed()).isEqualTo(new JdkClient.Closed(1008, "Too many messages"));
	}

	@Test
	void takesNoLargeMessage() throws Exception {
		ChatClient client = connect();
		client.client().send("x".repeat(20_000));
		assertThat(client.client().awaitClosed().code()).isEqualTo(1009);
	}

	@Test
	void takesNoBinaryMessage() throws Exception {
		ChatClient client = connect();
		client.client().send(new byte[] { 1 });
		assertThat(client.client().awaitClosed()).isEqualTo(new JdkClient.Closed(1003, "The chat takes text"));
	}

	private ChatClient connect() throws Exception {
		ChatClient client = new ChatClient(this.server);
		this.clients.add(client);
		return client;
	}

	private ChatClient enter(String name) throws Exception {
		ChatClient client = connect();
		client.enter(name);
		return client;
	}

	private static String refusal(ChatClient client) throws Exception {
		return client.next("error").get("text").asString();
	}

}
