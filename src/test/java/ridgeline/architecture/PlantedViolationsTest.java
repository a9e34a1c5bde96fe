package ridgeline.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import ridgeline.linalg.planted.Violations;
import ridgeline.linalg.planted.inner.Back;

/** The rules of the architecture are seen to be broken, in packages within packages too. */
@Tag("plain")
class PlantedViolationsTest {
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackagesOf(Violations.class);

  @SuppressWarnings("unused")
  private static final List<ArchRule> RULES =
      List.of(
          PackageRulesTest.mathematicsKnowsNoFramework,
          PackageRulesTest.linalgStandsAlone,
          PackageRulesTest.onlyOtherWaysInImportJobs,
          PackageRulesTest.onlyJobsEndTheProcess,
          PackageRulesTest.onlyJobsOpenSessions,
          PackageRulesTest.onlyNamedClassesUseUnstableSpark,
          PackageRulesTest.onlyItsPackageCallsPyTorch,
          PackageRulesTest.noCycles);

  @ParameterizedTest
  @FieldSource("RULES")
  void aRuleSeesWhatIsPlanted(ArchRule rule) {
    assertThat(rule.allowEmptyShould(true).evaluate(PLANTED).hasViolation())
        .as(rule.getDescription())
        .isTrue();
  }

  @Test
  void useIsSeenThroughOtherClasses() {
    ArchRule rule =
        noClasses()
            .that()
            .belongToAnyOf(Back.class)
            .should(TiersTest.use("org\\.apache\\.spark\\.sql\\.SparkSession\\$Builder"));
    assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
  }
}
