package dev.wsboot.engine.internal.connection;

import dev.wsboot.engine.WsHandler;
import dev.wsboot.engine.WsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an endpoint lends to its connections.
 */
class EndpointTests {

	private final Endpoint endpoint = new Endpoint("/chat", new WsHandler() {
	}, WsOptions.builder().build());

	@Test
	void targetThatNamesTheRouteAndNoMoreIsTheName() {
		String target = String.join("", "/", "chat");
		assertThat(target).isNotSameAs(this.endpoint.name());
		assertThat(this.endpoint.named(target)).isSameAs(this.endpoint.name());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/chat?room=1", "/Chat", "/chat/", "/" })
	void otherTargetsStayAsTheyAre(String target) {
		assertThat(this.endpoint.named(target)).isSameAs(target);
	}

}
