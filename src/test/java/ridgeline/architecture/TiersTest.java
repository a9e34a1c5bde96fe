package ridgeline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;

/** Every test class is of one tier; that of plain tests needs nothing but Java. */
@ArchTag("plain")
@AnalyzeClasses(packages = "ridgeline")
class TiersTest {
  /** Ask stty for the width of the terminal, and write arrays that tests only read. */
  private static final Set<String> EXCEPT = Set.of("TerminalWidth", "TensorFile");

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
  static final ArchRule plainTestsNeedNothingButJava =
      noClasses()
          .that(haveOneTierOf(Set.of("plain")))
          .and()
          .doNotBelongToAnyOf(PlantedViolationsTest.class, TiersTest.class)
          .should(
              use(
                  "org\\.apache\\.spark\\.sql\\.SparkSession\\$Builder"
                      + "|ridgeline\\.neural\\.torch\\.PyTorchRuntime"
                      + "|org\\.openqa\\.selenium\\..*"));

  @ArchTest
  static final ArchRule onlyTestsOfFailsafeStartProcesses =
      noClasses().that(haveOneTierOf(OF_SUREFIRE)).should(use("java\\.lang\\.ProcessBuilder"));

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

  /** By itself, or through other classes of ours. */
  static ArchCondition<JavaClass> use(String names) {
    Pattern pattern = Pattern.compile(names);
    return new ArchCondition<>("use " + names) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Optional<String> use =
            type.getTransitiveDependenciesFromSelf().stream()
                .filter(dependency -> isOurs(dependency.getOriginClass()))
                .filter(
                    dependency -> pattern.matcher(dependency.getTargetClass().getName()).matches())
                .map(Dependency::getDescription)
                .findFirst();
        events.add(
            new SimpleConditionEvent(
                type, use.isPresent(), type.getName() + ": " + use.orElse("uses none of these")));
      }
    };
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("ridgeline") && !EXCEPT.contains(type.getSimpleName());
  }
}
