package dev.wsboot.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.wsboot.benchmarks.server.ServerSettings;

/**
 * Starts a server on the JVM that this process runs on, with its own jars on the class
 * path and without those of the others.
 */
final class JavaLauncher implements Contender.Launcher {

	private static final String PACKAGE = "dev.wsboot.benchmarks.server.";

	/** The same for all; what is not named here is the JVM's default. */
	private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx1g");

	private final String main;

	private final List<String> options = new ArrayList<>(OPTIONS);

	private final EnumSet<Product> products = EnumSet.noneOf(Product.class);

	/**
	 * Creates a launcher.
	 * @param main simple name of the server's class
	 * @param products whose jars it needs
	 */
	JavaLauncher(String main, Product... products) {
		this.main = main;
		this.products.addAll(Arrays.asList(products));
	}

	/**
	 * Adds an option of the JVM.
	 * @param option such as {@code -Dname=value}
	 * @return this launcher
	 */
	JavaLauncher with(String option) {
		this.options.add(option);
		return this;
	}

	@Override
	public boolean available() {
		return getClass().getResource("server/" + this.main + ".class") != null;
	}

	@Override
	public List<String> command(ServerSettings settings) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.addAll(List.of("-cp", classPath(), PACKAGE + this.main));
		command.addAll(settings.arguments());
		return command;
	}

	private String classPath() {
		Set<Product> foreign = EnumSet.complementOf(this.products);
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> foreign.stream().noneMatch((product) -> product.owns(entry)))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** Part of the class path that belongs to some servers and would change others. */
	enum Product {

		/** The engine. */
		ENGINE("/ws-engine/"),
		/** The starter. */
		STARTER("/ws-spring-boot-starter/"),
		/** Spring, with Boot. */
		SPRING("/org/springframework/"),
		/** Micrometer, and what ties Spring Boot to it. */
		METRICS("/spring-boot-starter-micrometer-metrics/", "/spring-boot-micrometer-metrics/", "/micrometer-core/"),
		/** Spring's own WebSocket support. */
		SPRING_WEBSOCKET("/spring-websocket/", "/spring-boot-websocket/", "/spring-boot-starter-websocket/"),
		/** Spring's logging, which would trace what the others do. */
		LOGBACK("/ch/qos/logback/"),
		/** Tomcat. */
		TOMCAT("/org/apache/tomcat/"),
		/** Jetty. */
		JETTY("/org/eclipse/jetty/"),
		/** Netty. */
		NETTY("/io/netty/"),
		/** Vert.x. */
		VERTX("/io/vertx/"),
		/** Undertow. */
		UNDERTOW("/io/undertow/", "/org/jboss/", "/org/wildfly/"),
		/** Helidon. */
		HELIDON("/io/helidon/"),
		/** Java-WebSocket. */
		JAVA_WEBSOCKET("/org/java-websocket/");

		private final List<String> directories;

		Product(String... directories) {
			this.directories = List.of(directories);
		}

		boolean owns(String entry) {
			String path = entry.replace(File.separatorChar, '/');
			return this.directories.stream().anyMatch(path::contains);
		}

	}

}
