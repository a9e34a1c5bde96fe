package ridgeline.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import ridgeline.config.SweepConfig;

/** What each package may import. */
@AnalyzeClasses(packages = "ridgeline", importOptions = PackageRulesTest.OfMain.class)
class PackageRulesTest {
  /** Only what is compiled with the jobs, into whatever directory. */
  static final class OfMain implements ImportOption {
    private static final String DIRECTORY =
        SweepConfig.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    @Override
    public boolean includes(Location location) {
      return location.contains(DIRECTORY);
    }
  }

  private static final String[] MATHEMATICS = {
    "ridgeline.linalg", "ridgeline.stats", "ridgeline.path", "ridgeline.select", "ridgeline.compare"
  };

  @ArchTest
  static final ArchRule mathematicsKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(MATHEMATICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.hadoop..",
              "com.fasterxml..",
              "ai.djl..",
              "scala..");

  @ArchTest static final ArchRule linalgStandsAlone = imports("ridgeline.linalg");

  @ArchTest static final ArchRule statsImports = imports("ridgeline.stats", "ridgeline.linalg");

  @ArchTest
  static final ArchRule pathImports =
      imports("ridgeline.path", "ridgeline.stats", "ridgeline.linalg");

  @ArchTest
  static final ArchRule selectImports =
      imports("ridgeline.select", "ridgeline.path", "ridgeline.stats");

  @ArchTest static final ArchRule configStandsAlone = imports("ridgeline.config");

  @ArchTest static final ArchRule dataImports = imports("ridgeline.data", "ridgeline.config");

  @ArchTest
  static final ArchRule modelImports =
      imports("ridgeline.model", "ridgeline.config", "ridgeline.data", "ridgeline.stats");

  @ArchTest
  static final ArchRule neuralImports =
      imports("ridgeline.neural", "ridgeline.config", "ridgeline.data", "ridgeline.stats");

  @ArchTest
  static final ArchRule aggregateImports =
      imports("ridgeline.aggregate", "ridgeline.data", "ridgeline.stats");

  @ArchTest
  static final ArchRule profileImports =
      imports("ridgeline.profile", "ridgeline.config", "ridgeline.data", "ridgeline.stats");

  @ArchTest
  static final ArchRule compareImports =
      imports("ridgeline.compare", "ridgeline.select", "ridgeline.path", "ridgeline.stats");

  @ArchTest
  static final ArchRule reportImportsResults =
      imports(
          "ridgeline.report",
          "ridgeline.config",
          "ridgeline.compare",
          "ridgeline.data",
          "ridgeline.neural",
          "ridgeline.sweep",
          "ridgeline.select",
          "ridgeline.path",
          "ridgeline.stats");

  @ArchTest
  static final ArchRule reportKnowsNeitherSparkNorSolvers =
      noClasses()
          .that()
          .resideInAPackage("ridgeline.report")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("ridgeline\\..*(Solver|Engine|Accumulator|ElasticNetCV.*)");

  @ArchTest
  static final ArchRule benchmarkImports =
      imports(
          "ridgeline.benchmark",
          "ridgeline.config",
          "ridgeline.data",
          "ridgeline.linalg",
          "ridgeline.stats",
          "ridgeline.path",
          "ridgeline.select",
          "ridgeline.sweep",
          "ridgeline.aggregate");

  @ArchTest
  static final ArchRule onlyJobsImportTheBenchmark =
      noClasses()
          .that()
          .resideOutsideOfPackages("ridgeline.job", "ridgeline.benchmark")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.benchmark");

  @ArchTest
  static final ArchRule nothingImportsJobs =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.job")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.job");

  @ArchTest
  static final ArchRule onlyJobsEndTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.job")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");

  @ArchTest
  static final ArchRule onlyJobsOpenSessions =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.job")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.apache.spark.sql.SparkSession$Builder");

  @ArchTest
  static final ArchRule unstableSparkIsReadByTheInternalClasses =
      noClasses()
          .that()
          .haveNameNotMatching("ridgeline\\.(aggregate|data)\\.Internal.*")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.apache.spark.sql.catalyst.InternalRow");

  @ArchTest
  static final ArchRule noCycles = slices().matching("ridgeline.(*)..").should().beFreeOfCycles();

  /** A package may import itself and {@code others}, of ours. */
  private static ArchRule imports(String packageName, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = packageName;
    System.arraycopy(others, 0, allowed, 1, others.length);
    return noClasses()
        .that()
        .resideInAPackage(packageName)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("ridgeline..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed))));
  }
}
