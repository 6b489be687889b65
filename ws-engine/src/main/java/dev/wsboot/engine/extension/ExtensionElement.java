package dev.wsboot.engine.extension;

import java.util.List;

/**
 * One element of a {@code Sec-WebSocket-Extensions} header (RFC 6455 section 9.1): an
 * offer of the client or an answer of the server.
 *
 * @param name the extension's registered token
 * @param parameters its parameters as they stand there, duplicates included
 */
public record ExtensionElement(String name, List<ExtensionParameter> parameters) {

	/** Copies the list. */
	public ExtensionElement {
		parameters = List.copyOf(parameters);
	}

	/** The element as it stands in the header. */
	@Override
	public String toString() {
		StringBuilder header = new StringBuilder(this.name);
		for (ExtensionParameter parameter : this.parameters) {
			header.append("; ").append(parameter);
		}
		return header.toString();
	}

}
