package dev.wsboot.engine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A self-signed certificate with its key, made anew by the JDK's keytool and gone when
 * the JVM ends: one for this machine's loopback names, one for another host. Immutable.
 */
public final class TestCertificate {

	/** Of the key store and of the key. */
	public static final String PASSWORD = "secret";

	/** A certificate for {@code localhost} and {@code 127.0.0.1}. */
	public static final TestCertificate LOCALHOST = new TestCertificate("localhost", "san=dns:localhost,ip:127.0.0.1");

	/** A certificate for another host. */
	public static final TestCertificate ELSEWHERE = new TestCertificate("elsewhere", "san=dns:elsewhere.example");

	private static final String ALIAS = "key";

	private final Path keyStore;

	private final Path pem;

	private final KeyStore keys;

	private TestCertificate(String name, String extension) {
		try {
			Path directory = Files.createTempDirectory("certificate");
			this.keyStore = directory.resolve(name + ".p12");
			this.pem = directory.resolve(name + ".pem");
			directory.toFile().deleteOnExit();
			this.keyStore.toFile().deleteOnExit();
			this.pem.toFile().deleteOnExit();
			keytool("-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
					"-ext", extension, "-validity", "2", "-storetype", "PKCS12", "-keystore", this.keyStore.toString(),
					"-storepass", PASSWORD);
			this.keys = KeyStore.getInstance("PKCS12");
			try (InputStream input = Files.newInputStream(this.keyStore)) {
				this.keys.load(input, PASSWORD.toCharArray());
			}
			Files.writeString(this.pem, pem(certificate()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(String... arguments) throws IOException, InterruptedException {
		String[] command = new String[arguments.length + 1];
		command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(keytool.getInputStream().readAllBytes());
		if (keytool.waitFor() != 0) {
			throw new IllegalStateException("keytool failed: " + output);
		}
	}

	private static String pem(Certificate certificate) throws GeneralSecurityException {
		Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
		return "-----BEGIN CERTIFICATE-----\n" + encoder.encodeToString(certificate.getEncoded())
				+ "\n-----END CERTIFICATE-----\n";
	}

	private Certificate certificate() throws GeneralSecurityException {
		return this.keys.getCertificate(ALIAS);
	}

	/** A PKCS #12 file with the key and the certificate. */
	public Path keyStore() {
		return this.keyStore;
	}

	/** A file with the certificate alone, as text. */
	public Path pem() {
		return this.pem;
	}

	/** A context that shows this certificate and trusts it. */
	public SSLContext context() {
		return context(this);
	}

	/** A context that shows this certificate and trusts another. */
	public SSLContext context(TestCertificate trusted) {
		try {
			KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			factory.init(this.keys, PASSWORD.toCharArray());
			return context(factory.getKeyManagers(), trusted);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A context that shows nothing and trusts this certificate. */
	public SSLContext trusting() {
		try {
			return context(null, this);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext context(KeyManager @Nullable [] shown, TestCertificate trusted)
			throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(shown, trusted.trustManagers(), null);
		return context;
	}

	private TrustManager[] trustManagers() throws GeneralSecurityException {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry(ALIAS, certificate());
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			return factory.getTrustManagers();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
