package ridgeline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;

/** Every test class is of one tier, and needs no more than that tier has. */
@ArchTag("plain")
@AnalyzeClasses(packages = "ridgeline", importOptions = TiersTest.OfTests.class)
class TiersTest {
  /** Only what is compiled with the tests. */
  static final class OfTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return location.contains(DIRECTORY);
    }
  }

  private static final String DIRECTORY =
      TiersTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

  /** Of the tests that surefire runs, in its own JVMs. */
  private static final Set<String> OF_SUREFIRE = Set.of("plain", "spark", "torch", "browser");

  /** Of the tests that failsafe runs, which start processes. */
  private static final Set<String> OF_FAILSAFE = Set.of("process", "faults");

  @ArchTest
  static final ArchRule everyTestHasOneTier =
      classes()
          .that(areTests())
          .should(be(haveOneTierOf(OF_SUREFIRE).or(haveOneTierOf(OF_FAILSAFE))));

  @ArchTest
  static final ArchRule surefireFindsItsTests =
      classes().that(haveOneTierOf(OF_SUREFIRE)).should().haveSimpleNameEndingWith("Test");

  @ArchTest
  static final ArchRule failsafeFindsItsTests =
      classes().that(haveOneTierOf(OF_FAILSAFE)).should().haveSimpleNameEndingWith("IT");

  @ArchTest
  static final ArchRule plainTestsDoNotReachSpark =
      noClasses().that(haveOneTierOf(Set.of("plain"))).should(reach("org\\.apache\\.spark\\..*"));

  @ArchTest
  static final ArchRule onlyTestsOfFailsafeStartProcesses =
      noClasses().that(haveOneTierOf(OF_SUREFIRE)).should(reach("java\\.lang\\.ProcessBuilder"));

  private static DescribedPredicate<JavaClass> areTests() {
    return describe(
        "are tests",
        type ->
            !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && type.getAllMembers().stream()
                    .anyMatch(member -> member.isMetaAnnotatedWith(Testable.class)));
  }

  private static DescribedPredicate<JavaClass> haveOneTierOf(Set<String> tiers) {
    return describe(
        "have one tag, of " + tiers,
        type -> tags(type).size() == 1 && tiers.containsAll(tags(type)));
  }

  private static List<String> tags(JavaClass test) {
    Class<?> type = test.reflect();
    return Stream.concat(
            Arrays.stream(type.getAnnotationsByType(Tag.class)).map(Tag::value),
            Arrays.stream(type.getAnnotationsByType(ArchTag.class)).map(ArchTag::value))
        .toList();
  }

  /** By itself, or through other classes of the tests. */
  private static ArchCondition<JavaClass> reach(String name) {
    return have(
        describe(
            "a use of " + name,
            type -> used(type).stream().anyMatch(other -> other.getName().matches(name))));
  }

  private static boolean isOfTests(JavaClass type) {
    return type.getSource()
        .filter(source -> source.getUri().toString().contains(DIRECTORY))
        .isPresent();
  }

  private static Set<JavaClass> used(JavaClass test) {
    Set<JavaClass> used = new HashSet<>();
    Deque<JavaClass> unseen = new ArrayDeque<>(List.of(test));
    while (!unseen.isEmpty()) {
      for (Dependency dependency : unseen.pop().getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        if (used.add(target) && isOfTests(target)) {
          unseen.push(target);
        }
      }
    }
    return used;
  }
}
