package dev.wsboot.engine.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Calls a parameterised test with every input of its class's corpus: the resource beside
 * it, {@code NameOfTheClass.corpus}, one input a line as {@link CorpusText} reads it, and
 * the empty input.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Corpus.Provider.class)
public @interface Corpus {

	/** Reads the corpus. */
	final class Provider implements ArgumentsProvider {

		@Override
		public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
				ExtensionContext context) {
			return named(context.getRequiredTestClass()).stream().map(Arguments::of);
		}

		static List<Named<byte[]>> named(Class<?> target) {
			List<Named<byte[]>> inputs = new ArrayList<>();
			inputs.add(Named.of("nothing", new byte[0]));
			int number = 0;
			for (String line : lines(target)) {
				number++;
				if (CorpusText.isInput(line)) {
					inputs.add(Named.of("line " + number + " " + CorpusText.comment(line), CorpusText.read(line)));
				}
			}
			return inputs;
		}

		private static List<String> lines(Class<?> target) {
			String name = target.getSimpleName() + ".corpus";
			try (InputStream resource = target.getResourceAsStream(name)) {
				if (resource == null) {
					throw new IllegalStateException("no " + name + " beside " + target);
				}
				return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
