package dev.wsboot.engine.internal.deflate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.wsboot.engine.extension.Extension;
import dev.wsboot.engine.extension.ExtensionElement;
import dev.wsboot.engine.extension.MessageCodec;
import dev.wsboot.engine.extension.PerMessageDeflateOptions;
import dev.wsboot.engine.internal.buffer.LoanPool;
import org.jspecify.annotations.Nullable;

/**
 * Compression of messages (RFC 7692), in both roles. Thread-safe; one instance serves all
 * connections of an endpoint.
 *
 * <p>
 * A connection at rest holds no {@code Inflater} and no {@code Deflater}: both are
 * borrowed for the time of a message. Without context takeover, the default, it holds
 * nothing at all. With it, each direction holds the last bytes that passed, at most 2 to
 * the power of its window bits; {@link #retainedBytes()} adds them up.
 */
public final class PerMessageDeflate implements Extension {

	/** The extension's token. */
	public static final String NAME = "permessage-deflate";

	// Of the JVM, since every connection needs the same.

	static final LoanPool<MessageInflater> INFLATERS = new LoanPool<>(MessageInflater::new, MessageInflater::dispose);

	static final LoanPool<MessageDeflater> DEFLATERS = new LoanPool<>(MessageDeflater::new, (deflater) -> {
	});

	private final PerMessageDeflateOptions options;

	private final AtomicLong retained = new AtomicLong();

	/** Codecs that retain nothing, by the parameters that they compress with. */
	private final Map<SharedDeflate, DeflateCodec> withoutContext = new ConcurrentHashMap<>();

	/** With {@link PerMessageDeflateOptions#DEFAULTS}. */
	public PerMessageDeflate() {
		this(PerMessageDeflateOptions.DEFAULTS);
	}

	public PerMessageDeflate(PerMessageDeflateOptions options) {
		this.options = Objects.requireNonNull(options, "'options' must not be null");
	}

	public PerMessageDeflateOptions options() {
		return this.options;
	}

	/** Bytes that the connections retain for context takeover, all together. */
	public long retainedBytes() {
		return this.retained.get();
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public int rsv() {
		return MessageCodec.RSV1;
	}

	/**
	 * Offers what the options ask for and, should the server not do that, the extension
	 * without a limit of the server's window, and then without anything asked of the
	 * server.
	 */
	@Override
	public List<ExtensionElement> offers() {
		return offered().map(DeflateParameters::toOffer).toList();
	}

	private Stream<DeflateParameters> offered() {
		boolean serverForgets = !this.options.serverContextTakeover();
		boolean clientForgets = !this.options.clientContextTakeover();
		int serverBits = this.options.serverMaxWindowBits();
		int clientBits = this.options.clientMaxWindowBits();
		if (serverBits == PerMessageDeflateOptions.MAX_WINDOW_BITS) {
			serverBits = DeflateParameters.ABSENT;
		}
		return Stream
			.of(new DeflateParameters(serverForgets, clientForgets, serverBits, clientBits),
					new DeflateParameters(serverForgets, clientForgets, DeflateParameters.ABSENT, clientBits),
					new DeflateParameters(false, clientForgets, DeflateParameters.ABSENT, clientBits))
			.distinct();
	}

	@Override
	public @Nullable Agreement accept(ExtensionElement offer) {
		DeflateParameters offered;
		try {
			offered = DeflateParameters.ofOffer(offer);
		}
		catch (IllegalArgumentException ex) {
			// RFC 7692 section 7: an invalid offer is declined.
			return null;
		}
		DeflateParameters answer = offered.answer(isOverBudget()
				? this.options.toBuilder().serverContextTakeover(false).clientContextTakeover(false).build()
				: this.options);
		return new Agreement(answer.toAnswer(), codec(answer, true));
	}

	@Override
	public MessageCodec agree(ExtensionElement answer) {
		DeflateParameters agreed = DeflateParameters.ofAnswer(answer);
		if (offered().noneMatch(agreed::answers)) {
			throw new IllegalArgumentException(
					"'" + answer + "' does not answer what was offered (RFC 7692 section 7)");
		}
		// What was offered as a hint holds even if the server did not pick it up.
		return codec(agreed.restrictClient(this.options), false);
	}

	/** One serves all connections that keep nothing between messages. */
	private DeflateCodec codec(DeflateParameters agreed, boolean server) {
		SharedDeflate encoder = new SharedDeflate(this.options.level(), agreed.windowBits(server));
		if (agreed.contextTakeover(true) || agreed.contextTakeover(false)) {
			return new DeflateCodec(this, encoder, agreed, server);
		}
		return this.withoutContext.computeIfAbsent(encoder, (key) -> new DeflateCodec(this, key, agreed, server));
	}

	boolean isOverBudget() {
		return this.retained.get() >= this.options.memoryBudget();
	}

	void retain(int bytes) {
		if (bytes != 0) {
			this.retained.addAndGet(bytes);
		}
	}

}
