package dev.wsboot.engine.tls;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Key material for tests, made anew by the JDK's keytool: two self-signed certificates,
 * one for this machine's loopback names and one for another host.
 */
public final class Certificates {

	private static final char[] PASSWORD = "secret".toCharArray();

	/** A certificate for {@code localhost} and {@code 127.0.0.1}. */
	public static final Certificates LOCALHOST = create("CN=tests", "san=dns:localhost,ip:127.0.0.1");

	/** A certificate for another host. */
	public static final Certificates ELSEWHERE = create("CN=elsewhere", "san=dns:elsewhere.example");

	private final KeyStore keys;

	private Certificates(KeyStore keys) {
		this.keys = keys;
	}

	private static Certificates create(String name, String extension) {
		try {
			Path directory = Files.createTempDirectory("certificates");
			Path file = directory.resolve("keys.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", name, "-ext", extension, "-validity",
					"2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD))
				.redirectErrorStream(true)
				.redirectOutput(directory.resolve("log").toFile())
				.start();
			if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
				keytool.destroy();
				throw new IllegalStateException("keytool failed: " + Files.readString(directory.resolve("log")));
			}
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream input = Files.newInputStream(file)) {
				keys.load(input, PASSWORD);
			}
			Files.delete(file);
			Files.delete(directory.resolve("log"));
			Files.delete(directory);
			return new Certificates(keys);
		}
		catch (java.io.IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A context that shows this certificate and trusts it. */
	public SSLContext context() {
		return context(this);
	}

	/** A context that shows this certificate and trusts another. */
	public SSLContext context(Certificates trusted) {
		try {
			KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
			keyManagers.init(this.keys, PASSWORD);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keyManagers.getKeyManagers(), trust(trusted), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A context that shows nothing and trusts this certificate. */
	public SSLContext trusting() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust(this), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static javax.net.ssl.TrustManager[] trust(Certificates trusted) throws GeneralSecurityException {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("trusted", trusted.keys.getCertificate("key"));
			TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
			factory.init(store);
			return factory.getTrustManagers();
		}
		catch (java.io.IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
