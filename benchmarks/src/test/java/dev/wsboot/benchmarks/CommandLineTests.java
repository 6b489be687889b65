package dev.wsboot.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.load.Loads;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CommandLineTests {

	@Test
	void measuresEverythingByDefault() {
		CommandLine line = CommandLine.parse();
		assertThat(line.loads()).isEqualTo(Loads.all());
		assertThat(line.contenders()).extracting(Contender::name)
			.startsWith("floor")
			.contains("wsboot-inline", "wsboot", "wsboot-server", "spring", "jetty", "undertow", "netty", "vertx",
					"java-websocket");
		assertThat(line.publish()).isNull();
	}

	@Test
	void quickMeasuresLessAndKeepsTheReferencePoints() {
		CommandLine line = CommandLine.parse("--quick");
		assertThat(line.contenders()).hasSizeLessThan(CommandLine.parse().contenders().size())
			.extracting(Contender::name)
			.contains("floor", "wsboot", "spring");
		assertThat(line.loads()).hasSizeLessThan(Loads.all().size());
		assertThat(line.timing().measured()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void optionsWinOverQuickWhereverItStands() {
		assertThat(CommandLine.parse("--seconds", "7", "--quick").timing().measured()).isEqualTo(Duration.ofSeconds(7));
		assertThat(CommandLine.parse("--quick", "--loads", "churn").loads()).extracting(Load::name)
			.containsExactly("churn");
	}

	@Test
	void keepsTheOrderOfNames() {
		assertThat(CommandLine.parse("--servers", "netty,floor").contenders()).extracting(Contender::name)
			.containsExactly("netty", "floor");
	}

	@Test
	void readsDirectories() {
		CommandLine line = CommandLine.parse("--directory", "out", "--publish", "docs");
		assertThat(line.directory()).isEqualTo(Path.of("out"));
		assertThat(line.publish()).isEqualTo(Path.of("docs"));
	}

	@Test
	void saysWhichOptionsThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--fast"))
			.withMessageContaining("--fast")
			.withMessageContaining("--quick")
			.withMessageContaining("--servers");
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--loads"));
	}

	@Test
	void saysWhichNamesThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--servers", "apache"))
			.withMessageContaining("apache")
			.withMessageContaining("spring");
	}

	@Test
	void refusesWhatIsNoNumberInRange() {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--seconds", "0"))
			.withMessageContaining("--seconds");
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse("--rounds", "some"))
			.withMessageContaining("some");
	}

}
