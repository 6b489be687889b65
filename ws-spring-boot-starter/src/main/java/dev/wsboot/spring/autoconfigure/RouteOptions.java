package dev.wsboot.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.wsboot.engine.WsDispatch;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.WsOverflow;
import dev.wsboot.spring.WsRoute;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * What one place says about the options of a route: the global properties, the annotation
 * or the route's properties. Null is what it does not say.
 */
record RouteOptions(@Nullable DataSize maxPayload, @Nullable Integer maxFragments, @Nullable Boolean perMessageDeflate,
		@Nullable List<String> subprotocols, @Nullable List<String> allowedOrigins, @Nullable WsDispatch dispatch,
		@Nullable Integer maxPendingMessages, @Nullable DataSize maxPendingBytes, @Nullable DataSize sendBufferLimit,
		@Nullable WsOverflow overflow, @Nullable Duration pingInterval, @Nullable Duration pingTimeout,
		@Nullable Duration idleTimeout, @Nullable Duration closeTimeout) {

	/**
	 * Reads the annotation of a bean.
	 * @param annotation the annotation
	 * @param place how to name an attribute's place in a message
	 * @param placeholders resolves them
	 */
	static RouteOptions of(WsRoute annotation, UnaryOperator<String> place, UnaryOperator<String> placeholders) {
		Texts texts = new Texts(place, placeholders);
		return new RouteOptions(texts.size("maxPayload", annotation.maxPayload()), positive(annotation.maxFragments()),
				(annotation.perMessageDeflate().length > 0) ? annotation.perMessageDeflate()[0] : null,
				texts.list(annotation.subprotocols()), texts.list(annotation.allowedOrigins()),
				first(annotation.dispatch()), positive(annotation.maxPendingMessages()),
				texts.size("maxPendingBytes", annotation.maxPendingBytes()),
				texts.size("sendBufferLimit", annotation.sendBufferLimit()), first(annotation.overflow()),
				texts.duration("pingInterval", annotation.pingInterval()),
				texts.duration("pingTimeout", annotation.pingTimeout()),
				texts.duration("idleTimeout", annotation.idleTimeout()),
				texts.duration("closeTimeout", annotation.closeTimeout()));
	}

	private static @Nullable Integer positive(int value) {
		return (value != 0) ? value : null;
	}

	private static <T> @Nullable T first(T[] values) {
		return (values.length > 0) ? values[0] : null;
	}

	/**
	 * Overrides options by what is said here.
	 * @param options the options
	 * @param place how to name an option's place in a message
	 */
	void applyTo(WsOptions.Builder options, UnaryOperator<String> place) {
		OptionValues values = new OptionValues(place);
		values.apply("maxPayload", this.maxPayload, (size) -> options.maxPayload(size.toBytes()));
		values.apply("maxFragments", this.maxFragments, options::maxFragments);
		values.apply("perMessageDeflate", this.perMessageDeflate, options::perMessageDeflate);
		values.apply("subprotocols", this.subprotocols, options::subprotocols);
		values.apply("dispatch", this.dispatch, options::dispatch);
		values.apply("maxPendingMessages", this.maxPendingMessages, options::maxPendingMessages);
		values.apply("maxPendingBytes", this.maxPendingBytes, (size) -> options.maxPendingBytes(size.toBytes()));
		values.apply("sendBufferLimit", this.sendBufferLimit, (size) -> options.sendBufferLimit(size.toBytes()));
		values.apply("overflow", this.overflow, options::overflow);
		values.apply("pingInterval", this.pingInterval, options::pingInterval);
		values.apply("pingTimeout", this.pingTimeout, options::pingTimeout);
		values.apply("idleTimeout", this.idleTimeout, options::idleTimeout);
		values.apply("closeTimeout", this.closeTimeout, options::closeTimeout);
	}

	/** Reads texts of the annotation. */
	private record Texts(UnaryOperator<String> place, UnaryOperator<String> placeholders) {

		@Nullable DataSize size(String option, String text) {
			return parse(option, text, DataSize::parse);
		}

		@Nullable Duration duration(String option, String text) {
			return parse(option, text, (resolved) -> DurationStyle.detectAndParse(resolved, ChronoUnit.SECONDS));
		}

		@Nullable List<String> list(String[] texts) {
			return (texts.length > 0) ? List.of(texts).stream().map(this.placeholders).toList() : null;
		}

		private <T> @Nullable T parse(String option, String text, Function<String, T> parser) {
			String resolved = this.placeholders.apply(text);
			if (resolved.isEmpty()) {
				return null;
			}
			try {
				return parser.apply(resolved);
			}
			catch (IllegalArgumentException ex) {
				throw StartupFailure.invalidOption(this.place.apply(option), resolved, ex);
			}
		}

	}

}
