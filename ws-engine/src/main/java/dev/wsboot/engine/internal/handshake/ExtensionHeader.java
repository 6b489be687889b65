package dev.wsboot.engine.internal.handshake;

import java.util.ArrayList;
import java.util.List;

import dev.wsboot.engine.Headers;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.ExtensionParameter;

/**
 * Reads {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1), strictly and in one
 * pass. <pre>
 * extension-list  = 1#extension
 * extension       = extension-token *( ";" extension-param )
 * extension-param = token [ "=" (token | quoted-string) ]
 * </pre> The values of several fields are one list (RFC 6455 section 11.3.2). As the list
 * rule allows, elements may be empty, but not all of them.
 */
final class ExtensionHeader {

	private static final char END = '\0';

	/** What may follow a token. */
	private static final String DELIMITERS = ";,=\" \t";

	private final String text;

	private int at;

	private ExtensionHeader(String text) {
		this.text = text;
	}

	/**
	 * The elements of the fields' values, none if there is no such field.
	 * @throws IllegalArgumentException if they break the grammar
	 */
	static List<ExtensionElement> parse(List<String> values) {
		return values.isEmpty() ? List.of() : new ExtensionHeader(String.join(",", values)).list();
	}

	private List<ExtensionElement> list() {
		List<ExtensionElement> elements = new ArrayList<>(2);
		while (true) {
			char next = skipSpace();
			if (next != ',' && next != END) {
				elements.add(element());
				next = peek();
			}
			if (this.at == this.text.length()) {
				break;
			}
			if (next != ',') {
				throw unexpected("','");
			}
			this.at++;
		}
		if (elements.isEmpty()) {
			throw new IllegalArgumentException("no extension in Sec-WebSocket-Extensions");
		}
		return elements;
	}

	private ExtensionElement element() {
		String name = token();
		List<ExtensionParameter> parameters = new ArrayList<>(2);
		while (skipSpace() == ';') {
			this.at++;
			skipSpace();
			parameters.add(parameter());
		}
		return new ExtensionElement(name, parameters);
	}

	private ExtensionParameter parameter() {
		String name = token();
		String value = null;
		if (skipSpace() == '=') {
			this.at++;
			value = (skipSpace() == '"') ? quoted() : token();
		}
		return new ExtensionParameter(name, value);
	}

	private String token() {
		int start = this.at;
		while (this.at < this.text.length() && DELIMITERS.indexOf(this.text.charAt(this.at)) < 0) {
			this.at++;
		}
		String token = this.text.substring(start, this.at);
		if (!Headers.isToken(token)) {
			this.at = start;
			throw unexpected("a token");
		}
		return token;
	}

	private String quoted() {
		StringBuilder value = new StringBuilder();
		for (this.at++; this.at < this.text.length(); this.at++) {
			char c = this.text.charAt(this.at);
			if (c == '"') {
				this.at++;
				// RFC 6455 section 9.1: the value after unescaping has to be a token.
				if (!Headers.isToken(value.toString())) {
					throw new IllegalArgumentException(
							"quoted value in Sec-WebSocket-Extensions that is not a token at index " + this.at);
				}
				return value.toString();
			}
			if (c == '\\' && ++this.at < this.text.length()) {
				c = this.text.charAt(this.at);
			}
			value.append(c);
		}
		throw unexpected("a closing quote");
	}

	private char skipSpace() {
		while (peek() == ' ' || peek() == '\t') {
			this.at++;
		}
		return peek();
	}

	private char peek() {
		return (this.at < this.text.length()) ? this.text.charAt(this.at) : END;
	}

	private IllegalArgumentException unexpected(String wanted) {
		return new IllegalArgumentException("Sec-WebSocket-Extensions needs " + wanted + " at index " + this.at);
	}

}
