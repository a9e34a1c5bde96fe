package ridgeline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;

/** Every test class is of one tier; that of plain tests needs nothing but Java. */
@ArchTag("plain")
@AnalyzeClasses(packages = "ridgeline")
class TiersTest {
  private static final Map<JavaClass, CalledCode> CALLED = new HashMap<>();

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
  static final ArchRule plainTestsOpenNoSession =
      noClasses()
          .that(haveOneTierOf(Set.of("plain")))
          .should(
              call(
                  "org\\.apache\\.spark\\.(sql\\.SparkSession\\.builder|SparkContext\\.(<init>|getOrCreate)) from .*"));

  @ArchTest
  static final ArchRule plainTestsDoNotLoadPyTorch =
      noClasses()
          .that(haveOneTierOf(Set.of("plain")))
          .should(
              call(
                  "ridgeline\\.neural\\.torch\\.PyTorchRuntime\\..*|ai\\.djl\\.(pytorch|engine)\\..*"));

  @ArchTest
  static final ArchRule plainTestsOpenNoBrowser =
      noClasses().that(haveOneTierOf(Set.of("plain"))).should(call("org\\.openqa\\.selenium\\..*"));

  /** A bar of progress asks the terminal by {@code stty}. */
  @ArchTest
  static final ArchRule onlyTestsOfFailsafeStartProcesses =
      noClasses()
          .that(haveOneTierOf(OF_SUREFIRE))
          .should(
              call(
                  "java\\.lang\\.(ProcessBuilder\\.start|Runtime\\.exec) from (?!ridgeline\\.job\\.progress\\.TerminalWidth\\.).*"));

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

  /** By itself, or through other code of ours. */
  private static ArchCondition<JavaClass> call(String calls) {
    CalledCode.Methods methods = new CalledCode.Methods(calls);
    return new ArchCondition<>("call " + calls) {
      @Override
      public void check(JavaClass test, ConditionEvents events) {
        Optional<String> path = CALLED.computeIfAbsent(test, CalledCode::of).pathTo(methods);
        events.add(
            new SimpleConditionEvent(
                test, path.isPresent(), path.orElse(test.getName() + " calls none of these")));
      }
    };
  }
}
