package dev.wsboot.engine;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house from the ground up: a package may use those it is listed with, and nothing
 * but them and the JDK.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.wsboot.engine";

	/** For every package those of the engine that it may use; "" is the root. */
	private static final Map<String, List<String>> LAYERS = new TreeMap<>(Map.ofEntries(
	// @formatter:off
			Map.entry("extension", List.of()),
			Map.entry("", List.of("extension")),
			Map.entry("internal.buffer", List.of()),
			Map.entry("internal.protocol", List.of("", "extension", "internal.buffer")),
			Map.entry("internal.deflate", List.of("", "extension", "internal.buffer")),
			Map.entry("internal.http", List.of("")),
			Map.entry("internal.handshake", List.of("", "extension", "internal.http")),
			Map.entry("internal.log", List.of()),
			Map.entry("internal.transport", List.of("", "internal.buffer", "internal.log")),
			Map.entry("internal.dial", List.of("", "internal.buffer", "internal.http", "internal.transport")),
			Map.entry("internal.callback", List.of("", "internal.log")),
			Map.entry("internal.dispatch", List.of("internal.log", "internal.transport")),
			Map.entry("internal.connection", List.of("", "extension", "internal.buffer", "internal.callback", "internal.deflate", "internal.dispatch", "internal.log", "internal.protocol", "internal.transport")),
			Map.entry("server", List.of("", "extension", "internal.buffer", "internal.connection", "internal.handshake", "internal.http", "internal.log", "internal.protocol", "internal.transport")),
			Map.entry("client", List.of("", "extension", "internal.connection", "internal.dial", "internal.handshake", "internal.http", "internal.log", "internal.protocol", "internal.transport"))));
	// @formatter:on

	/** What does no I/O, starts no threads and knows no clock. */
	private static final String[] PURE = { ROOT + ".internal.buffer", ROOT + ".internal.protocol",
			ROOT + ".internal.deflate", ROOT + ".extension", ROOT + ".internal.http", ROOT + ".internal.handshake" };

	private static final JavaClasses ENGINE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	static Set<String> packages() {
		return LAYERS.keySet();
	}

	private static String fullName(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	/** What other tests are made of is neither the engine's nor a test framework's. */
	@Test
	void helpersOfTestsUseTheJdkAlone() {
		String helpers = ROOT + ".testing";
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "javax.net..", "org.jspecify.annotations", helpers)
			.check(new ClassFileImporter().importPackages(helpers));
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesThoseBelowIt(String name) {
		List<String> allowed = new ArrayList<>(List.of("java..", "javax.net..", "org.jspecify.annotations"));
		allowed.add(fullName(name));
		LAYERS.get(name).forEach((below) -> allowed.add(fullName(below)));
		classes().that()
			.resideInAPackage(fullName(name))
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed.toArray(new String[0]))
			.allowEmptyShould(true)
			.check(ENGINE);
	}

	@Test
	void everyPackageHasItsPlace() {
		Set<String> found = ENGINE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
		assertThat(LAYERS.keySet().stream().map(ArchitectureTests::fullName)).containsAll(found);
		assertThat(found).hasSizeGreaterThan(7);
	}

	@Test
	void pictureOfTheHouseShowsEveryPackage() throws IOException {
		String house = Files.readString(Path.of("../docs/design.md")).split("\nws-engine ")[1].split("\nws-spring")[0];
		List<String> drawn = new ArrayList<>();
		for (String line : house.lines().skip(1).toList()) {
			String name = line.strip().split(" ")[0].replace("(root)", "");
			drawn.add((line.startsWith("    ") ? "internal." : "") + name);
		}
		drawn.remove("internal");
		assertThat(drawn).containsExactlyInAnyOrderElementsOf(LAYERS.keySet());
	}

	@Test
	void placesLeaveNoRoomForCycles() {
		// What a package may use must itself be free to use less.
		assertThat(LAYERS.keySet()).allSatisfy((name) -> assertThat(reachable(name)).doesNotContain(name));
	}

	private static Set<String> reachable(String name) {
		return LAYERS.get(name)
			.stream()
			.flatMap((below) -> Stream.concat(Stream.of(below), reachable(below).stream()))
			.collect(Collectors.toSet());
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(ENGINE);
	}

	@Test
	void protocolTouchesNoSocketsAndFiles() {
		noClasses().that()
			.resideInAnyPackage(PURE)
			.should()
			.dependOnClassesThat(reaching("java.nio.channels", "java.nio.file", "javax.net")
				.or(in("java.net").and(DescribedPredicate.not(named("java.net.URI", "java.net.URISyntaxException",
						"java.net.URLDecoder", "java.net.URLEncoder")))))
			.check(ENGINE);
	}

	@Test
	void protocolStartsNoThreadsAndKnowsNoClock() {
		noClasses().that()
			.resideInAnyPackage(PURE)
			.should()
			.callMethodWhere(method("java.lang.System", "nanoTime", "currentTimeMillis"))
			.orShould()
			.callMethodWhere(method("java.lang.Thread", "sleep", "start", "yield", "onSpinWait"))
			.orShould()
			.callConstructorWhere(DescribedPredicate.describe("of a thread",
					(call) -> call.getTargetOwner().isAssignableTo(Thread.class)))
			.orShould()
			.dependOnClassesThat(named("java.time.Clock", "java.time.Instant", "java.util.Timer",
					"java.util.concurrent.Executors", "java.util.concurrent.Executor",
					"java.util.concurrent.ExecutorService", "java.util.concurrent.ForkJoinPool",
					"java.util.concurrent.CompletableFuture", "java.util.concurrent.locks.LockSupport"))
			.check(ENGINE);
	}

	@Test
	void publicSignaturesNameNoInternalType() {
		List<String> offending = new ArrayList<>();
		for (JavaClass type : ENGINE) {
			if (isForApplications(type)) {
				named(type).filter((used) -> used.getPackageName().startsWith(ROOT + ".internal"))
					.forEach((used) -> offending.add(type.getSimpleName() + " names " + used.getName()));
			}
		}
		assertThat(offending).isEmpty();
	}

	private static boolean isForApplications(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC) && !type.getPackageName().contains(".internal")
				&& type.getEnclosingClass().map(ArchitectureTests::isForApplications).orElse(true);
	}

	/** All types that a user of the type has to know. */
	private static Stream<JavaClass> named(JavaClass type) {
		Stream<JavaClass> inherited = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
			.flatMap((used) -> used.getAllInvolvedRawTypes().stream());
		Stream<JavaClass> called = type.getCodeUnits()
			.stream()
			.filter((unit) -> isVisible(unit.getModifiers()))
			.flatMap((unit) -> Stream
				.of(unit.getReturnType().getAllInvolvedRawTypes().stream(),
						unit.getParameterTypes().stream().flatMap((used) -> used.getAllInvolvedRawTypes().stream()),
						unit.getExceptionTypes().stream().map(JavaType::toErasure))
				.flatMap(Function.identity()));
		Stream<JavaClass> held = type.getFields()
			.stream()
			.filter((field) -> isVisible(field.getModifiers()))
			.flatMap((field) -> field.getType().getAllInvolvedRawTypes().stream());
		return Stream.of(inherited, called, held).flatMap(Function.identity());
	}

	private static boolean isVisible(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
	}

	@Test
	void applicationsSeeFewTypes() {
		assertThat(ENGINE.stream().filter((type) -> type.isTopLevelClass() && isForApplications(type)))
			.hasSizeBetween(30, 50);
	}

	@Test
	void moduleExportsToAllWhatIsForApplications() {
		URI classes = URI.create(WsEngine.class.getProtectionDomain().getCodeSource().getLocation().toString());
		ModuleDescriptor module = ModuleFinder.of(Path.of(classes)).find(ROOT).orElseThrow().descriptor();
		assertThat(module.exports().stream().filter((exported) -> !exported.isQualified()))
			.extracting(ModuleDescriptor.Exports::source)
			.containsExactlyInAnyOrderElementsOf(LAYERS.keySet()
				.stream()
				.filter((name) -> !name.startsWith("internal"))
				.map(ArchitectureTests::fullName)
				.toList());
		assertThat(module.exports().stream().filter(ModuleDescriptor.Exports::isQualified))
			.allSatisfy((exported) -> assertThat(exported.targets()).containsExactly("dev.wsboot.spring"));
		assertThat(module.requires()).extracting(ModuleDescriptor.Requires::name)
			.containsExactlyInAnyOrder("java.base", "org.jspecify");
	}

	@Test
	void connectionsAreKeptFromApplications() {
		// What the engine makes is used through its interface.
		classes().that().implement(WsConnection.class).and().areNotInterfaces().should().notBePublic().check(ENGINE);
	}

	private static DescribedPredicate<JavaClass> reaching(String... packages) {
		return DescribedPredicate.describe("are in " + String.join(", ", packages),
				(type) -> Stream.of(packages).anyMatch((name) -> type.getPackageName().startsWith(name)));
	}

	private static DescribedPredicate<JavaClass> in(String name) {
		return DescribedPredicate.describe("are in " + name, (type) -> type.getPackageName().equals(name));
	}

	private static DescribedPredicate<JavaClass> named(String... names) {
		return DescribedPredicate.describe("are " + String.join(", ", names),
				(type) -> List.of(names).contains(type.getName()));
	}

	private static DescribedPredicate<JavaCall<?>> method(String owner, String... names) {
		return DescribedPredicate.describe(owner + " " + String.join(", ", names),
				(call) -> call.getTargetOwner().getName().equals(owner) && List.of(names).contains(call.getName()));
	}

}
