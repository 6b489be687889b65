package dev.wsboot.spring.autoconfigure;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Hands values of options on and names the place of one that is refused.
 *
 * @param place from the name of an option to that of the place where its value was set
 */
record OptionValues(UnaryOperator<String> place) {

	/**
	 * Sets an option, unless there is no value for it.
	 */
	<T> void apply(String option, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			convert(option, value, (given) -> {
				setter.accept(given);
				return option;
			});
		}
	}

	/**
	 * Makes something of the value of an option.
	 */
	<T, R> R convert(String option, T value, Function<T, R> converter) {
		try {
			return converter.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw StartupFailure.invalidOption(this.place.apply(option), value, ex);
		}
	}

}
