package dev.wsboot.spring;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.wsboot.engine.WsEngine;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter's packages from the ground up: each may use those it is listed with, and of
 * the libraries that an application may lack only those it is there for.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.wsboot.spring";

	private static final String ENGINE = "dev.wsboot.engine";

	/** What every package may use. */
	private static final List<String> EVERYWHERE = List.of("java..", "javax.net.ssl", ENGINE + "..",
			"org.jspecify.annotations", "org.apache.commons.logging");

	/** For every package what else it may use; of the starter's own "" is the root. */
	private static final Map<String, Uses> LAYERS = new TreeMap<>(Map.of("",
			new Uses(List.of(), "org.springframework.beans..", "org.springframework.boot.diagnostics",
					"org.springframework.context..", "org.springframework.core..", "org.springframework.stereotype"),
			"servlet",
			new Uses(List.of(""), "org.springframework..", "jakarta.servlet..", "org.apache.catalina..",
					"org.apache.coyote..", "org.apache.tomcat..", "org.eclipse.jetty.."),
			"metrics", new Uses(List.of(), "io.micrometer.."), "actuate",
			new Uses(List.of(""), "org.springframework.boot.actuate.endpoint.."), "autoconfigure",
			new Uses(List.of("", "servlet", "metrics", "actuate"), "org.springframework..", "jakarta.servlet..",
					"io.micrometer.core..", "org.apache.catalina.connector", "org.apache.coyote..")));

	private static final JavaClasses STARTER = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	static Set<String> packages() {
		return LAYERS.keySet();
	}

	private static String fullName(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesThoseBelowIt(String name) {
		Uses uses = LAYERS.get(name);
		String[] allowed = Stream
			.of(EVERYWHERE.stream(), Stream.of(fullName(name)),
					uses.packages().stream().map(ArchitectureTests::fullName), Stream.of(uses.libraries()))
			.flatMap(Function.identity())
			.toArray(String[]::new);
		classes().that()
			.resideInAPackage(fullName(name))
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed)
			.check(STARTER);
	}

	@Test
	void everyPackageHasItsPlace() {
		assertThat(STARTER.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
			.isEqualTo(LAYERS.keySet().stream().map(ArchitectureTests::fullName).collect(Collectors.toSet()));
	}

	@Test
	void placesLeaveNoRoomForCycles() {
		// What a package may use must itself be free to use less.
		assertThat(LAYERS.keySet()).allSatisfy((name) -> assertThat(reachable(name)).doesNotContain(name));
	}

	private static Set<String> reachable(String name) {
		return LAYERS.get(name)
			.packages()
			.stream()
			.flatMap((below) -> Stream.concat(Stream.of(below), reachable(below).stream()))
			.collect(Collectors.toSet());
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(STARTER.stream().map(JavaClass::getPackage).distinct())
			.allMatch((found) -> found.isAnnotatedWith(NullMarked.class));
	}

	@Test
	void publicSignaturesNameNoInternalTypeOfTheEngine() {
		assertThat(STARTER.stream().filter(ArchitectureTests::isVisible)).hasSizeGreaterThan(20)
			.allSatisfy((type) -> assertThat(named(type)).as(type.getName())
				.noneMatch((used) -> used.getPackageName().startsWith(ENGINE + ".internal")));
	}

	/** What it uses of the engine would not be there on the module path otherwise. */
	@Test
	void engineIsOpenToTheStarterWhereThatUsesIt() {
		Set<String> used = STARTER.stream()
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map(Dependency::getTargetClass)
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith(ENGINE + ".internal"))
			.collect(Collectors.toSet());
		// A folder of classes or a jar, whichever the build made so far.
		URI location = URI.create(WsEngine.class.getProtectionDomain().getCodeSource().getLocation().toString());
		ModuleDescriptor module = ModuleFinder.of(Path.of(location)).find(ENGINE).orElseThrow().descriptor();
		assertThat(module.exports().stream().filter(ModuleDescriptor.Exports::isQualified))
			.extracting(ModuleDescriptor.Exports::source)
			.containsExactlyInAnyOrderElementsOf(used);
	}

	@Test
	void autoConfigurationsAreListed() {
		List<String> listed = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(ROOT))
			.toList();
		assertThat(STARTER.stream().filter((type) -> type.isAnnotatedWith(AutoConfiguration.class)))
			.extracting(JavaClass::getName)
			.containsExactlyInAnyOrderElementsOf(listed);
	}

	@Test
	void autoConfigurationsAreNamedAsSpringBootNamesThem() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(STARTER);
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(STARTER);
	}

	@Test
	void beansOfPublicTypesCanBeReplaced() {
		List<JavaMethod> beans = STARTER.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class)
					&& method.getRawReturnType().getModifiers().contains(JavaModifier.PUBLIC))
			.toList();
		assertThat(beans).hasSizeGreaterThan(10)
			.allMatch((bean) -> bean.isAnnotatedWith(ConditionalOnMissingBean.class)
					|| bean.isAnnotatedWith(ConditionalOnMissingFilterBean.class));
	}

	private static boolean isVisible(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isVisible).orElse(true);
	}

	private static boolean isVisible(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
	}

	/** All types that a user of the type has to know. */
	private static List<JavaClass> named(JavaClass type) {
		List<JavaType> named = new ArrayList<>(type.getInterfaces());
		type.getSuperclass().ifPresent(named::add);
		type.getCodeUnits().stream().filter((unit) -> isVisible(unit.getModifiers())).forEach((unit) -> {
			named.add(unit.getReturnType());
			named.addAll(unit.getParameterTypes());
			named.addAll(unit.getExceptionTypes());
		});
		type.getFields()
			.stream()
			.filter((field) -> isVisible(field.getModifiers()))
			.forEach((field) -> named.add(field.getType()));
		return named.stream().flatMap((used) -> used.getAllInvolvedRawTypes().stream()).toList();
	}

	/**
	 * What a package may use.
	 *
	 * @param packages packages of the starter
	 * @param libraries packages of others
	 */
	private record Uses(List<String> packages, String... libraries) {

	}

}
