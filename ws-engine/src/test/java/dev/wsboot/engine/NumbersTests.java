package dev.wsboot.engine;

import java.lang.reflect.Modifier;
import java.util.Arrays;

import dev.wsboot.engine.internal.protocol.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The numbers that the field knows.
 */
class NumbersTests {

	/** RFC 6455 section 5.2. */
	@ParameterizedTest
	@CsvSource({ "CONTINUATION,0", "TEXT,1", "BINARY,2", "CLOSE,8", "PING,9", "PONG,10" })
	void opcodesAreThoseOfTheWire(String name, int number) throws Exception {
		assertThat(Opcode.class.getField(name).getInt(null)).isEqualTo(number);
	}

	@Test
	void thereAreNoOtherOpcodes() {
		assertThat(Modifier.isPublic(Opcode.class.getModifiers())).isTrue();
		assertThat(Arrays.stream(Opcode.class.getFields())).hasSize(6);
	}

	/** The interface WebSocket of the HTML standard. */
	@ParameterizedTest
	@CsvSource({ "CONNECTING,0", "OPEN,1", "CLOSING,2", "CLOSED,3" })
	void readyStatesAreThoseOfTheBrowser(WsReadyState state, int number) {
		assertThat(state.code()).isEqualTo(number);
		assertThat(state.ordinal()).isEqualTo(number);
	}

}
