package dev.wsboot.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.wsboot.benchmarks.load.Load;
import dev.wsboot.benchmarks.server.ServerSettings;

/**
 * A server that can be measured.
 *
 * @param name as given on the command line
 * @param title as printed
 * @param main name of its main class
 * @param products whose jars it needs; the others' are kept off its class path
 * @param ours whether it is this project's
 */
record Contender(String name, String title, String main, Set<Product> products, boolean ours) {

	/** The same for all; what is not named here is the JVM's default. */
	private static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-Djava.net.preferIPv4Stack=true");

	private static final String FLOOR = "floor";

	static Contender peer(String name, String title, String main, Product... products) {
		Set<Product> set = EnumSet.noneOf(Product.class);
		set.addAll(Arrays.asList(products));
		return new Contender(name, title, main, set, false);
	}

	/**
	 * Whether it can take a load at all.
	 * @param load a load
	 * @return false if the comparison makes no sense
	 */
	boolean takes(Load load) {
		return !this.name.equals(FLOOR) || !(load.compressed() || load.path().equals("/blocking"));
	}

	/**
	 * How it is started, on the JVM that this process runs on.
	 * @param settings what it is told about the load
	 * @return the command
	 */
	List<String> command(ServerSettings settings) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_OPTIONS);
		command.add("-cp");
		command.add(classPath());
		command.add("dev.wsboot.benchmarks.server." + this.main);
		command.addAll(settings.arguments());
		return command;
	}

	private String classPath() {
		Set<Product> foreign = EnumSet.allOf(Product.class);
		foreign.removeAll(this.products);
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
		/** Its logging, which would trace what the others do. */
		LOGBACK("/ch/qos/logback/"),
		/** Tomcat. */
		TOMCAT("/org/apache/tomcat/"),
		/** Jetty. */
		JETTY("/org/eclipse/jetty/"),
		/** Netty. */
		NETTY("/io/netty/");

		private final String directory;

		Product(String directory) {
			this.directory = directory;
		}

		boolean owns(String entry) {
			return entry.replace(File.separatorChar, '/').contains(this.directory);
		}

	}

}
