package dev.wsboot.spring.autoconfigure;

import java.net.URI;
import java.util.List;

import dev.wsboot.engine.WsEngine;
import dev.wsboot.engine.WsHandlerDecorator;
import dev.wsboot.engine.WsOptions;
import dev.wsboot.engine.client.WsClient;
import dev.wsboot.engine.client.WsClientBuilder;
import dev.wsboot.engine.client.WsProxy;
import dev.wsboot.engine.client.WsReconnect;
import dev.wsboot.spring.WsClientCustomizer;
import dev.wsboot.spring.WsClients;
import dev.wsboot.spring.autoconfigure.WsProperties.Client;
import dev.wsboot.spring.autoconfigure.WsProperties.Proxy;
import dev.wsboot.spring.autoconfigure.WsProperties.Reconnect;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Makes one client from {@code ws.client.<name>.*}.
 */
final class ClientFactory {

	private final WsEngine engine;

	private final String name;

	private final Client properties;

	private final TlsBundles bundles;

	private final List<WsClientCustomizer> customizers;

	private final List<WsHandlerDecorator> decorators;

	private final OptionValues values;

	ClientFactory(WsEngine engine, String name, Client properties, TlsBundles bundles,
			List<WsClientCustomizer> customizers, List<WsHandlerDecorator> decorators) {
		this.engine = engine;
		this.name = name;
		this.properties = properties;
		this.bundles = bundles;
		this.customizers = customizers;
		this.decorators = decorators;
		this.values = new OptionValues(this::place);
	}

	private String place(String option) {
		// Nested ones are written dashed already.
		return "ws.client." + this.name + '.'
				+ ((option.indexOf('.') < 0) ? DataObjectPropertyName.toDashedForm(option) : option);
	}

	WsClients.Configured create() {
		URI url = this.properties.url();
		if (url == null) {
			throw StartupFailure.noUrl(this.name);
		}
		WsClientBuilder builder = WsClient.builder().engine(this.engine).name(this.name).options(options());
		this.values.apply("connectTimeout", this.properties.connectTimeout(), builder::connectTimeout);
		this.values.apply("handshakeTimeout", this.properties.handshakeTimeout(), builder::handshakeTimeout);
		this.values.apply("maxRedirects", this.properties.maxRedirects(), builder::maxRedirects);
		// The value may be a secret: it is the name that a failure shows.
		this.properties.headers()
			.forEach((header, value) -> this.values.apply("headers", header, (field) -> builder.header(field, value)));
		this.values.apply("ssl.bundle", this.properties.ssl().bundle(),
				(bundle) -> builder.tls(this.bundles.settings(place("ssl.bundle"), bundle)));
		this.values.apply("proxy.host", this.properties.proxy().host(), (host) -> builder.proxy(proxy(host)));
		this.decorators.forEach(builder::decorate);
		this.customizers.forEach((customizer) -> customizer.customize(this.name, builder));
		WsClient client = builder.build();
		WsClients.Configured configured = new WsClients.Configured(client, url, reconnect());
		// Looked at now, not when the first connection is wanted.
		this.values.apply("url", configured.shownUrl(), (shown) -> client.to(url));
		return configured;
	}

	private WsOptions options() {
		WsOptions.Builder options = WsOptions.builder().perMessageDeflate(this.properties.perMessageDeflate());
		this.values.apply("subprotocols", this.properties.subprotocols(), options::subprotocols);
		this.values.apply("maxPayload", this.properties.maxPayload(), (size) -> options.maxPayload(size.toBytes()));
		this.values.apply("pingInterval", this.properties.pingInterval(), options::pingInterval);
		this.values.apply("pingTimeout", this.properties.pingTimeout(), options::pingTimeout);
		return options.build();
	}

	private WsReconnect reconnect() {
		Reconnect settings = this.properties.reconnect();
		WsReconnect.Builder builder = WsReconnect.builder();
		this.values.apply("reconnect.initial-delay", settings.initialDelay(), builder::initialDelay);
		this.values.apply("reconnect.max-delay", settings.maxDelay(), builder::maxDelay);
		this.values.apply("reconnect.factor", settings.factor(), builder::factor);
		this.values.apply("reconnect.jitter", settings.jitter(), builder::jitter);
		this.values.apply("reconnect.steady-after", settings.steadyAfter(), builder::steadyAfter);
		this.values.apply("reconnect.max-attempts", settings.maxAttempts(), builder::maxAttempts);
		this.values.apply("reconnect.max-kept-bytes", settings.maxKeptBytes(),
				(size) -> builder.maxKeptBytes(size.toBytes()));
		if (!settings.enabled()) {
			return builder.closes((close) -> false).refusals((refusal) -> false).build();
		}
		this.customizers.forEach((customizer) -> customizer.customizeReconnect(this.name, builder));
		return builder.build();
	}

	private WsProxy proxy(String host) {
		Proxy settings = this.properties.proxy();
		WsProxy plain = this.values.convert("proxy.port", settings.port(), (port) -> WsProxy.of(host, port));
		String user = settings.username();
		String password = (settings.password() != null) ? settings.password() : "";
		WsProxy proxy = (user == null) ? plain
				: this.values.convert("proxy.username", user, (name) -> plain.credentials(name, password));
		String bundle = settings.ssl().bundle();
		return (bundle == null) ? proxy : proxy.tls(this.bundles.settings(place("proxy.ssl.bundle"), bundle));
	}

}
