package dev.wsboot.spring.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/configuration.md} says about properties, against the metadata that
 * editors read and the binding itself.
 */
class ConfigurationDocumentationTests {

	private static final Path PAGE = Path.of("../docs/configuration.md");

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	@Test
	void tableIsThatOfTheMetadata() throws IOException {
		String rows = Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("| `ws."))
			.collect(Collectors.joining("\n"));
		assertThat(rows)
			.isEqualTo(properties().stream().map((property) -> row(property)).collect(Collectors.joining("\n")));
	}

	@Test
	void tableOfClientsNamesEveryPropertyAndItsDefault() throws IOException {
		String section = Files.readString(PAGE).split("## Clients\n")[1].split("\n## ")[0];
		List<String> rows = section.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.replaceAll("^\\| `([^`]+)` \\| (?:`([^`]+)`)? ?\\|.*", "$1=$2"))
			.toList();
		assertThat(rows).containsExactlyElementsOf(properties("", WsProperties.Client.class));
	}

	private static List<String> properties(String prefix, Class<?> type) {
		return Arrays.stream(type.getDeclaredConstructors()[0].getParameters()).flatMap((parameter) -> {
			String name = prefix + DataObjectPropertyName.toDashedForm(parameter.getName());
			return parameter.getType().isRecord() ? properties(name + '.', parameter.getType()).stream()
					: Stream.of(name + '=' + defaultValue(parameter.getAnnotation(DefaultValue.class)));
		}).toList();
	}

	private static String defaultValue(DefaultValue value) {
		return (value != null) ? String.join("", value.value()) : "";
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(properties()).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).isNotBlank());
	}

	@Test
	void exampleBinds() throws IOException {
		WsProperties properties = bind(example());
		assertThat(properties.maxPayload()).isEqualTo(DataSize.ofMegabytes(1));
		assertThat(properties.perMessageDeflate()).isTrue();
		assertThat(properties.routes()).containsOnlyKeys("/chat/{room}", "/files");
		assertThat(properties.routes().get("/chat/{room}").perMessageDeflate()).isFalse();
		assertThat(properties.routes().get("/files").maxPayload()).isEqualTo(DataSize.ofMegabytes(256));
	}

	private static String example() throws IOException {
		Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
		assertThat(block.find()).isTrue();
		return block.group(1);
	}

	private static WsProperties bind(String yaml) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("example",
				new ByteArrayResource(yaml.getBytes()));
		Binder binder = new Binder(ConfigurationPropertySources.from(sources));
		return binder.bind("ws", Bindable.of(WsProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
	}

	private static List<JsonNode> properties() throws IOException {
		return JsonMapper.shared()
			.readTree(Files.readString(METADATA))
			.path("properties")
			.valueStream()
			.filter((property) -> property.path("name").asString().startsWith("ws."))
			.toList();
	}

	private static String row(JsonNode property) {
		String name = property.path("name").asString();
		return "| `%s` | %s | %s | %s | %s |"
			.formatted(name, type(property.path("type").asString()), defaultValue(property.path("defaultValue")),
					isOfRoutesToo(name) ? "yes" : "",
					property.path("description").asString().replaceAll("'([^']+)'", "`$1`"))
			.replaceAll(" +", " ");
	}

	private static boolean isOfRoutesToo(String name) {
		return Arrays.stream(WsProperties.Route.class.getRecordComponents())
			.anyMatch((component) -> name.equals("ws." + DataObjectPropertyName.toDashedForm(component.getName())));
	}

	private static String type(String name) {
		Class<?> type = ClassUtils.resolveClassName(name.replaceAll("<.*", ""), null);
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> '`'
						+ DataObjectPropertyName.toDashedForm(constant.toString().toLowerCase(Locale.ROOT)) + '`')
				.collect(Collectors.joining(", "));
		}
		return '`' + name.replaceAll("[\\w.]*[.$]", "") + '`';
	}

	private static String defaultValue(JsonNode value) {
		return value.isMissingNode() ? "" : '`' + value.asString() + '`';
	}

}
