package dev.wsboot.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost, made when it is first asked for.
 */
final class TestCertificate {

	static final String PASSWORD = "localhost";

	private static final Path FOLDER = Path.of("target", "test-certificate").toAbsolutePath();

	private static final TestCertificate INSTANCE = new TestCertificate();

	private TestCertificate() {
		try {
			Files.createDirectories(FOLDER);
			Files.deleteIfExists(keyStore());
			keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1",
					"-validity", "7");
			keytool("-exportcert", "-rfc", "-file", pem().toString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static TestCertificate get() {
		return INSTANCE;
	}

	/**
	 * A PKCS #12 key store with the key and the certificate.
	 */
	Path keyStore() {
		return FOLDER.resolve("localhost.p12");
	}

	/**
	 * The certificate alone.
	 */
	Path pem() {
		return FOLDER.resolve("localhost.pem");
	}

	/**
	 * What makes a client trust the certificate.
	 */
	SSLContext trust() {
		try (InputStream in = Files.newInputStream(keyStore())) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD.toCharArray());
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("localhost", keys.getCertificate("localhost"));
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, factory.getTrustManagers(), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void keytool(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-alias", "localhost", "-keystore", keyStore().toString(), "-storetype", "PKCS12",
				"-storepass", PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IllegalStateException("keytool failed: " + output);
		}
	}

}
