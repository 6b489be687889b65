package dev.wsboot.spring.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/**
 * The auto-configurations that an application gets by the starter.
 */
final class Starter {

	private Starter() {
	}

	/** Their names, as they stand in the starter's list. */
	static List<String> names() {
		return ImportCandidates.load(AutoConfiguration.class, Starter.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("dev.wsboot."))
			.toList();
	}

	/** All of them, beside others. */
	static AutoConfigurations with(Class<?>... others) {
		Stream<Class<?>> own = names().stream()
			.map((name) -> ClassUtils.resolveClassName(name, Starter.class.getClassLoader()));
		return AutoConfigurations.of(Stream.concat(own, Arrays.stream(others)).toArray(Class<?>[]::new));
	}

}
