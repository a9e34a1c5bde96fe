package ridgeline.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import ridgeline.config.linear.SweepConfig;

/** What each package may import. */
@ArchTag("plain")
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
    "ridgeline.linalg..",
    "ridgeline.stats..",
    "ridgeline.path..",
    "ridgeline.select..",
    "ridgeline.compare.."
  };

  /** What Spark promises nothing about: any release may change it. */
  private static final String[] UNSTABLE_SPARK = {
    "org.apache.spark.sql.catalyst..",
    "org.apache.spark.sql.classic..",
    "org.apache.spark.sql.execution..",
    "org.apache.spark.sql.internal..",
    "org.apache.spark.deploy..",
    "org.apache.spark.network..",
    "org.apache.spark.unsafe.."
  };

  /** Where to look when a new release of Spark does not compile, or fails. */
  private static final Set<String> USERS_OF_UNSTABLE_SPARK =
      Set.of(
          "ChosenFiles",
          "ColumnChunk",
          "ColumnProfiler",
          "Constants",
          "DeltaTable",
          "DesignResolver",
          "Expressions",
          "FeatureDescriber",
          "FeatureEncoder",
          "FileColumns",
          "FileSchema",
          "GramMemory",
          "IcebergFile",
          "IcebergPartitions",
          "IcebergTable",
          "InputScorer",
          "InternalChunkWriter",
          "InternalColumns",
          "InternalProjection",
          "InternalRows",
          "JobProcedure",
          "ProcedureRows",
          "JobFileCommand",
          "LabelParser",
          "MeasuredTable",
          "ModelsCommand",
          "PartitionEntries",
          "PolicyCommand",
          "PredictCommand",
          "Query",
          "RecentCodes",
          "RowWise",
          "SavedExpression",
          "SessionSettings",
          "SourcePartitions",
          "StatisticsCommand",
          "TablePartitions",
          "TableSession",
          "TableSource",
          "TableVersion",
          "ColumnNames",
          "FoldHash",
          "ZoneDependence");

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

  @ArchTest static final ArchRule linalgStandsAlone = imports("linalg");

  @ArchTest static final ArchRule statsImports = imports("stats", "linalg");

  @ArchTest static final ArchRule pathImports = imports("path", "stats", "linalg");

  @ArchTest static final ArchRule selectImports = imports("select", "path", "stats");

  @ArchTest static final ArchRule compareImports = imports("compare", "select", "path", "stats");

  @ArchTest static final ArchRule configImports = imports("config", "path", "select");

  @ArchTest static final ArchRule dataImports = imports("data", "config");

  @ArchTest static final ArchRule modelImports = imports("model", "config", "data", "stats");

  @ArchTest static final ArchRule neuralImports = imports("neural", "config", "data", "stats");

  @ArchTest
  static final ArchRule aggregateImports = imports("aggregate", "data", "stats", "linalg");

  @ArchTest
  static final ArchRule storeImports =
      imports("store", "aggregate", "config", "data", "stats", "linalg", "storage");

  @ArchTest static final ArchRule storageStandsAlone = imports("storage");

  @ArchTest
  static final ArchRule registryImports =
      imports("registry", "config", "data", "model", "stats", "store", "storage");

  @ArchTest
  static final ArchRule onlyItsPackageKnowsTheTableFormat =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.store.table..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.iceberg..");

  @ArchTest static final ArchRule profileImports = imports("profile", "config", "data", "stats");

  @ArchTest
  static final ArchRule sweepImports =
      imports("sweep", "config", "aggregate", "select", "path", "stats", "linalg", "data");

  @ArchTest
  static final ArchRule statisticsImports =
      imports("statistics", "config", "data", "aggregate", "stats", "linalg", "store", "sweep");

  @ArchTest
  static final ArchRule reportImportsResults =
      imports(
          "report",
          "config",
          "compare",
          "data",
          "neural",
          "registry",
          "sweep",
          "select",
          "path",
          "stats");

  @ArchTest
  static final ArchRule reportKnowsNeitherSparkNorSolvers =
      noClasses()
          .that()
          .resideInAPackage("ridgeline.report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("ridgeline\\..*(Solver|Engine|Accumulator|ElasticNetCV.*)");

  @ArchTest
  static final ArchRule benchmarkImports =
      imports(
          "benchmark", "config", "data", "linalg", "stats", "path", "select", "sweep", "aggregate");

  @ArchTest
  static final ArchRule onlyJobsImportTheBenchmark =
      noClasses()
          .that()
          .resideOutsideOfPackages("ridgeline.job..", "ridgeline.benchmark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.benchmark..");

  @ArchTest
  static final ArchRule onlyOtherWaysInImportJobs =
      noClasses()
          .that()
          .resideOutsideOfPackages("ridgeline", "ridgeline.job..", "ridgeline.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.job..");

  @ArchTest
  static final ArchRule nothingImportsProcedures =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.sql..");

  @ArchTest
  static final ArchRule onlyJobsEndTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.job..")
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
          .resideOutsideOfPackage("ridgeline.job..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.apache.spark.sql.SparkSession$Builder");

  @ArchTest
  static final ArchRule onlyNamedClassesUseUnstableSpark =
      noClasses()
          .that(DescribedPredicate.not(areOneOf(USERS_OF_UNSTABLE_SPARK)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(UNSTABLE_SPARK);

  @ArchTest
  static final ArchRule onlyItsPackageCallsPyTorch =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.neural.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule noCycles = slices().matching("ridgeline.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule neuralGoesOneWay =
      oneWay(
          "neural",
          "network",
          "torch",
          "data",
          "plan",
          "step",
          "round",
          "evaluate",
          "model",
          "train",
          "trial");

  @ArchTest
  static final ArchRule jobsGoOneWay =
      oneWay("job", "failure", "output", "progress", "summary", "run", "work");

  @ArchTest
  static final ArchRule storeGoesOneWay = oneWay("store", "leaf", "table", "pass", "window");

  @ArchTest static final ArchRule registryGoesOneWay = oneWay("registry", "gate", "policy");

  @ArchTest
  static final ArchRule onlyTheLogKnowsItsServer =
      noClasses()
          .that()
          .resideInAnyPackage(
              "ridgeline.registry", "ridgeline.registry.gate..", "ridgeline.registry.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.registry.mlflow..");

  @ArchTest
  static final ArchRule onlyTheLogCallsServers =
      noClasses()
          .that()
          .resideOutsideOfPackage("ridgeline.registry.mlflow..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest static final ArchRule sweepGoesOneWay = oneWay("sweep", "mllib", "engine");

  @ArchTest static final ArchRule benchmarksGoOneWay = oneWay("benchmark", "table", "measure");

  @ArchTest
  static final ArchRule reportsKnowNothingOfOneAnother =
      slices().matching("ridgeline.report.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule configGoesOneWay =
      oneWay("config", "text", "secret", "data", "linear", "compare", "retrain");

  @ArchTest
  static final ArchRule jobsOnNetworksAndLinearModelsAreApart =
      slices().matching("ridgeline.config.(linear|neural)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule jobsOnNetworksAndComparisonsAreApart =
      slices().matching("ridgeline.config.(compare|neural)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule residualsNeedNoMoments =
      noClasses()
          .that()
          .resideInAPackage("ridgeline.stats.residual")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ridgeline.stats");

  @ArchTest
  static final ArchRule dataGoesOneWay =
      oneWay(
          "data", "sql", "fold", "source", "feature", "columns", "design", "table", "network",
          "score");

  /** Of the packages within a package, each may import only those that are named before it. */
  private static ArchRule oneWay(String name, String... inner) {
    List<ArchRule> rules = new ArrayList<>();
    for (int i = 0; i + 1 < inner.length; i++) {
      rules.add(
          noClasses()
              .that()
              .resideInAPackage(within(name + "." + inner[i]))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  Stream.of(inner)
                      .skip(i + 1)
                      .map(later -> within(name + "." + later))
                      .toArray(String[]::new)));
    }
    return CompositeArchRule.of(rules);
  }

  /** A package of ours, with what is in it, may import itself and {@code others}. */
  private static ArchRule imports(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Stream.of(others))
            .map(PackageRulesTest::within)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(within(name))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("ridgeline..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed))));
  }

  private static String within(String name) {
    return "ridgeline." + name + "..";
  }

  /** Classes of these simple names, and what is nested in them. */
  private static DescribedPredicate<JavaClass> areOneOf(Set<String> names) {
    return DescribedPredicate.describe(
        "are one of " + names, type -> names.contains(outermost(type).getSimpleName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(PackageRulesTest::outermost).orElse(type);
  }
}
