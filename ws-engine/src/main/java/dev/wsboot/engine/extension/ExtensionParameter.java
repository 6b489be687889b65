package dev.wsboot.engine.extension;

import org.jspecify.annotations.Nullable;

/**
 * One parameter of an extension (RFC 6455 section 9.1).
 *
 * @param name a token
 * @param value its value, unquoted, or null when the parameter stands alone
 */
public record ExtensionParameter(String name, @Nullable String value) {

	/**
	 * A parameter without a value.
	 * @param name a token
	 */
	public static ExtensionParameter of(String name) {
		return new ExtensionParameter(name, null);
	}

	/**
	 * A parameter with a numeric value.
	 * @param name a token
	 * @param value its value
	 */
	public static ExtensionParameter of(String name, int value) {
		return new ExtensionParameter(name, Integer.toString(value));
	}

	@Override
	public String toString() {
		return (this.value != null) ? this.name + "=" + this.value : this.name;
	}

}
