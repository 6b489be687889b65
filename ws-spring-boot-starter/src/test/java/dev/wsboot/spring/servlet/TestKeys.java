package dev.wsboot.spring.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for localhost, made once by the JDK's keytool.
 */
public final class TestKeys {

	/** Of the store and the key. */
	public static final String PASSWORD = "password";

	private static final Path STORE = create();

	private TestKeys() {
	}

	/**
	 * Where they are.
	 * @return a PKCS#12 file
	 */
	public static Path store() {
		return STORE;
	}

	/**
	 * What a client needs to trust the certificate.
	 * @return its context
	 */
	public static SSLContext clientContext() {
		try (InputStream stored = Files.newInputStream(STORE)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(stored, PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(keys);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path create() {
		try {
			Path directory = Files.createTempDirectory("ws-test-keys");
			Path store = directory.resolve("keys.p12");
			Process keytool = new ProcessBuilder(
					List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
							"-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD, "-alias",
							"test", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-dname",
							"CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"))
				.redirectErrorStream(true)
				.start();
			String said = new String(keytool.getInputStream().readAllBytes());
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException("keytool failed: " + said);
			}
			store.toFile().deleteOnExit();
			directory.toFile().deleteOnExit();
			return store;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
