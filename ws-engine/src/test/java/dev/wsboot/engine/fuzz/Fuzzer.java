package dev.wsboot.engine.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;

/**
 * Runs one target under Jazzer, starting from its committed corpus, and prints what fails
 * as a line to be added to that corpus. CONTRIBUTING.md names the command.
 */
public final class Fuzzer {

	private static final String ROOT = "dev.wsboot.engine.";

	private static final Set<String> ENCODERS = Set.of("MessageDeflaterFuzzTests", "OutboundFuzzTests");

	private Fuzzer() {
	}

	/**
	 * Fuzzes.
	 * @param args the target's class, below {@value #ROOT}; the number of inputs, or
	 * {@code distil} to print what of the inputs collected so far reaches code that the
	 * corpus does not
	 */
	public static void main(String... args) throws Exception {
		Class<?> target = Class.forName(ROOT + args[0]);
		Path home = Files.createDirectories(Path.of("target", "fuzz", target.getSimpleName()));
		Path seeds = Files.createDirectories(home.resolve("seeds"));
		Path collected = Files.createDirectories(home.resolve("collected"));
		int number = 0;
		for (Named<byte[]> seed : Corpus.Provider.named(target)) {
			Files.write(seeds.resolve("seed-" + number++), seed.getPayload());
		}
		if (args[1].equals("distil")) {
			Path distilled = Files.createDirectories(home.resolve("distilled"));
			jazzer(target, home, List.of("-merge=1", seeds.toString(), distilled.toString(), collected.toString()));
			print(distilled, "", target);
			return;
		}
		int status = jazzer(target, home, List.of("-runs=" + args[1], collected.toString(), seeds.toString()));
		print(home, "crash-", target);
		print(home, "timeout-", target);
		print(home, "oom-", target);
		System.exit(status);
	}

	private static int jazzer(Class<?> target, Path home, List<String> more) throws Exception {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		// What is not itself under test need not guide the fuzzer.
		String tests = String.join(":", testClasses());
		List<String> command = new ArrayList<>(
				List.of(java.toString(), "-XX:+EnableDynamicAgentLoading", "-XX:+UseSerialGC", "-Xmx1g", "-cp",
						System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
						"--target_class=" + target.getName(), "--instrumentation_includes=" + ROOT + "**",
						"--instrumentation_excludes=" + tests, "--custom_hook_excludes=**", "--trace=" + traces(target),
						"-max_len=256", "-timeout=10", "-print_final_stats=1", "-artifact_prefix=" + home + "/"));
		command.addAll(more);
		return new ProcessBuilder(command).inheritIO().start().waitFor();
	}

	/**
	 * A parser's comparisons tell what it looks for. What encodes compares everything
	 * with everything, which to trace guides nowhere and takes most of the time.
	 */
	private static String traces(Class<?> target) {
		return ENCODERS.contains(target.getSimpleName()) ? "cov" : "cov:cmp";
	}

	private static List<String> testClasses() throws Exception {
		Path root = Path.of(Fuzzer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(root)) {
			return files.map((file) -> root.relativize(file).toString())
				.filter((file) -> file.endsWith(".class"))
				.map((file) -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
				.toList();
		}
	}

	private static void print(Path directory, String prefix, Class<?> target) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.filter((path) -> path.getFileName().toString().startsWith(prefix))
				.sorted()
				.toList()) {
				System.out.println(target.getSimpleName() + ".corpus: " + CorpusText.write(Files.readAllBytes(file)));
			}
		}
	}

}
