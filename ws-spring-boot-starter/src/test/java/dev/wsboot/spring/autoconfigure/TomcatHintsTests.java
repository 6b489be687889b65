package dev.wsboot.spring.autoconfigure;

import dev.wsboot.spring.servlet.TomcatProtocol;
import dev.wsboot.spring.servlet.TomcatUpgradeHandler;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image must know of the classes that Tomcat makes instances of.
 */
class TomcatHintsTests {

	@Test
	void tomcatCanMakeInstances() {
		assertThat(TomcatConfiguration.class.getAnnotation(ImportRuntimeHints.class).value())
			.containsExactly(TomcatConfiguration.Hints.class);
		RuntimeHints hints = new RuntimeHints();
		new TomcatConfiguration.Hints().registerHints(hints, getClass().getClassLoader());
		for (Class<?> type : new Class<?>[] { TomcatProtocol.class, TomcatUpgradeHandler.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)).accepts(hints);
		}
	}

}
