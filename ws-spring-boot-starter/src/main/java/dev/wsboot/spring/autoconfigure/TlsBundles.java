package dev.wsboot.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import dev.wsboot.engine.TlsSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes TLS settings of Spring Boot's SSL bundles. New connections use a bundle as it was
 * last reloaded.
 */
final class TlsBundles {

	private final ObjectProvider<SslBundles> bundles;

	TlsBundles(ObjectProvider<SslBundles> bundles) {
		this.bundles = bundles;
	}

	/**
	 * The settings of a bundle.
	 * @param place the property that names it
	 * @param name its name
	 */
	TlsSettings settings(String place, String name) {
		SslBundles all = this.bundles.getIfAvailable();
		if (all == null) {
			throw StartupFailure.unknownBundle(place, name, List.of());
		}
		try {
			SslBundle bundle = all.getBundle(name);
			AtomicReference<SSLContext> context = new AtomicReference<>(bundle.createSslContext());
			all.addBundleUpdateHandler(name, (update) -> context.set(update.createSslContext()));
			return new TlsSettings(context::get, (parameters) -> apply(bundle.getOptions(), parameters));
		}
		catch (NoSuchSslBundleException ex) {
			throw StartupFailure.unknownBundle(place, name, all.getBundleNames());
		}
	}

	private static void apply(SslOptions options, SSLParameters parameters) {
		String[] ciphers = options.getCiphers();
		if (ciphers != null) {
			parameters.setCipherSuites(ciphers);
		}
		String[] protocols = options.getEnabledProtocols();
		if (protocols != null) {
			parameters.setProtocols(protocols);
		}
	}

}
