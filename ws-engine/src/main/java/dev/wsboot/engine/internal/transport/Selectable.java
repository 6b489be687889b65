package dev.wsboot.engine.internal.transport;

import java.io.IOException;
import java.nio.channels.SelectionKey;

import org.jspecify.annotations.Nullable;

/** What lives on a channel that an event loop selects. Used on the loop's thread only. */
abstract class Selectable {

	// Its neighbours among those of the loop, kept here lest a connection costs more.

	@Nullable Selectable before;

	@Nullable Selectable after;

	/** The channel is ready. Should not throw: whoever does is {@link #lost}. */
	abstract void ready(SelectionKey key);

	/** The loop selects its channel no more. */
	abstract void lost(IOException cause);

}
