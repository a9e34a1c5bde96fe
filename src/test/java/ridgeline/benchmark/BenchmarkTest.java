package ridgeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Ratio;
import ridgeline.benchmark.table.MeasuredTable;
import ridgeline.benchmark.table.ParquetTable;
import ridgeline.benchmark.table.SyntheticTable;
import ridgeline.benchmark.table.TableSource;
import ridgeline.config.ConfigException;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class BenchmarkTest {
  private static final double FLOOR_SECONDS = 0.02;
  private static final SyntheticTable SYNTHETIC = new SyntheticTable(2_000, 5, 0.5, 2, 1);

  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path made) {
    directory = made;
  }

  private static Map<String, Measurement> byName(BenchmarkReport report) {
    return report.measurements().stream()
        .collect(Collectors.toMap(Measurement::name, Function.identity()));
  }

  private static Measurement measured(BenchmarkReport report, String name) {
    return Objects.requireNonNull(byName(report).get(name), name);
  }

  private static Map<String, Ratio> ratios(BenchmarkReport report) {
    return report.ratios().stream().collect(Collectors.toMap(Ratio::name, Function.identity()));
  }

  private BenchmarkReport run(
      TableSource table, Set<BenchmarkSection> sections, int repeats, @Nullable Path export)
      throws ConfigException, IOException {
    return run(table, sections, repeats, export, step -> {});
  }

  private BenchmarkReport run(
      TableSource table,
      Set<BenchmarkSection> sections,
      int repeats,
      @Nullable Path export,
      Consumer<String> progress)
      throws ConfigException, IOException {
    BenchmarkSettings settings =
        new BenchmarkSettings(
            table, sections, Solver.BOTH, repeats, null, directory.toString(), export);
    return new Benchmark(LocalSpark.session(), settings, progress, FLOOR_SECONDS).run();
  }

  @Test
  void measuresEverythingOfADenseTable() throws ConfigException, IOException {
    BenchmarkReport report = run(SYNTHETIC, EnumSet.allOf(BenchmarkSection.class), 2, null);

    assertThat(directory).as("the table has been removed").isEmptyDirectory();
    assertThat(report.table().rows()).isEqualTo(2_000);
    assertThat(report.table().features()).isEqualTo(5);
    assertThat(report.table().files()).isEqualTo(4);
    assertThat(report.table().bytes()).isGreaterThan(2_000 * 6 * 8);
    assertThat(byName(report))
        .containsKeys(
            "scan.columns",
            "scan.noop",
            "floor.dsyrk",
            "floor.dgemm",
            "floor.rankUpdate",
            "heap.sweep.peak",
            "heap.sweep.afterCollection",
            "mllib.normal",
            "mllib.l-bfgs",
            "heap.mllib.peak",
            "heap.mllib.afterCollection",
            "crossValidator.whole",
            "crossValidator.fit",
            "crossValidator.fullGrid")
        .doesNotContainKey("mllib.pipeline");
    for (String variant : List.of("sweep.exhaustive.", "sweep.stopping.")) {
      for (String stage : List.of("reading", "statistics", "solving", "rest", "whole", "cells")) {
        assertThat(byName(report)).containsKey(variant + stage);
        assertThat(measured(report, variant + stage).runs()).hasSize(2);
      }
    }
    assertThat(report.measurements())
        .allSatisfy(
            measurement -> {
              assertThat(measurement.median()).as(measurement.name()).isPositive();
              assertThat(measurement.median()).isLessThan(Double.POSITIVE_INFINITY);
              assertThat(measurement.extrapolated())
                  .as(measurement.name())
                  .isEqualTo(measurement.name().equals("crossValidator.fullGrid"));
            });
    assertThat(measured(report, "sweep.exhaustive.cells").runs()).containsOnly(5_500.0);
    assertThat(measured(report, "sweep.stopping.cells").median()).isLessThanOrEqualTo(5_500);
    assertThat(measured(report, "crossValidator.fullGrid").median())
        .isEqualTo(measured(report, "crossValidator.fit").median() * 5_001);
    assertRatios(report);
    assertRoundTrip(report);
  }

  private static void assertRatios(BenchmarkReport report) {
    assertThat(ratios(report).keySet())
        .containsExactlyInAnyOrder(
            "(statistics + solving) / quicker MLlib fit",
            "(reading + statistics + solving) / quicker MLlib fit",
            "(statistics + solving) / quicker MLlib fit, with early stopping",
            "(reading + statistics + solving) / quicker MLlib fit, with early stopping",
            "statistics / scan by columns",
            "statistics / noop scan",
            "statistics rate / dsyrk rate",
            "statistics rate / dgemm rate",
            "extrapolated CrossValidator / whole sweep");
    double quicker =
        Math.min(
            measured(report, "mllib.normal").median(), measured(report, "mllib.l-bfgs").median());
    assertThat(report.ratios())
        .allSatisfy(
            ratio ->
                assertThat(ratio.value())
                    .as(ratio.name())
                    .isPositive()
                    .isEqualTo(ratio.numerator() / ratio.denominator()))
        .filteredOn(ratio -> ratio.name().contains("quicker MLlib fit"))
        .allSatisfy(ratio -> assertThat(ratio.denominator()).isEqualTo(quicker));
    Ratio dsyrk = Objects.requireNonNull(ratios(report).get("statistics rate / dsyrk rate"));
    assertThat(dsyrk.numerator())
        .isEqualTo(2_000 * 6 * 7 / measured(report, "sweep.exhaustive.statistics").median() / 1e9);
    assertThat(dsyrk.denominator()).isEqualTo(measured(report, "floor.dsyrk").median());
  }

  private void assertRoundTrip(BenchmarkReport report) throws IOException {
    Path json = directory.resolve("report.json");
    report.writeTo(json);
    assertThat(new ObjectMapper().readValue(json.toFile(), BenchmarkReport.class))
        .isEqualTo(report);
    assertThatThrownBy(() -> report.writeTo(json)).isInstanceOf(FileAlreadyExistsException.class);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(json);
    }
  }

  @Test
  void aTableWithCategoriesHasThePipelineAndNoDenseRates() throws ConfigException, IOException {
    String path = directory.resolve("t").toString();
    LocalSpark.session()
        .range(2_000)
        .selectExpr(
            "cast(id % 13 AS double) AS a",
            "sin(id) AS b",
            "concat('g', id % 4) AS g",
            "id % 13 + id % 4 + cos(id) AS y",
            "'unread' AS text")
        .write()
        .parquet(path);
    ParquetTable table = new ParquetTable(path, "log1p(y + 2)", List.of("*"), List.of("g"));

    BenchmarkReport report =
        run(table, EnumSet.complementOf(EnumSet.of(BenchmarkSection.CROSS_VALIDATOR)), 1, null);

    assertThat(report.table().features()).isEqualTo(2 + 4);
    assertThat(measured(report, "mllib.pipeline").median()).isPositive();
    assertThat(measured(report, "sweep.exhaustive.cells").median()).isEqualTo(5_500);
    assertThat(ratios(report).keySet())
        .contains(
            "(reading + statistics + solving) / MLlib pipeline",
            "(reading + statistics + solving) / MLlib pipeline, with early stopping",
            "statistics / scan by columns",
            "statistics / noop scan")
        .noneMatch(name -> name.contains("rate") || name.contains("CrossValidator"));
    assertThat(Path.of(path)).as("the user's table is kept").isNotEmptyDirectory();
  }

  @Test
  void aGrownTableIsComparedWithTheTable() throws ConfigException, IOException {
    BenchmarkSettings settings =
        new BenchmarkSettings(
            SYNTHETIC,
            Set.of(BenchmarkSection.SWEEP),
            Solver.BOTH,
            1,
            3,
            directory.toString(),
            null);
    BenchmarkReport report =
        new Benchmark(LocalSpark.session(), settings, step -> {}, FLOOR_SECONDS).run();

    assertThat(directory).as("the tables have been removed").isEmptyDirectory();
    assertThat(report.table().rows()).isEqualTo(2_000);
    assertThat(measured(report, "heap.grown.afterCollection").note()).contains("6,000 rows");
    Ratio growth =
        Objects.requireNonNull(ratios(report).get("3 x the rows: statistics / 3 statistics"));
    assertThat(growth.numerator()).isEqualTo(measured(report, "sweep.grown.statistics").median());
    assertThat(growth.denominator())
        .isEqualTo(3 * measured(report, "sweep.exhaustive.statistics").median());
    assertThat(ratios(report))
        .containsKeys(
            "3 x the rows: whole / 3 whole",
            "3 x the rows: heap after collection / heap after collection");
  }

  @Test
  void scansOnlyTheColumnsThatAreUsed() throws ConfigException, IOException {
    String path = directory.resolve("t").toString();
    LocalSpark.session()
        .range(1_000)
        .selectExpr("id AS a", "id % 3 AS b", "id % 5 AS `c.d`", "id % 7 AS e", "id % 11 AS y")
        .write()
        .parquet(path);
    ParquetTable source =
        new ParquetTable(path, "y + a", List.of("b * 2", "`c.d`"), List.of("a % 2"));
    MeasuredTable table = MeasuredTable.open(LocalSpark.session(), source, "test");
    assertThat(table.columnsOfFiles().columns()).containsExactlyInAnyOrder("a", "b", "c.d", "y");
    assertThat(table.numeric()).containsExactly("b * 2", "`c.d`");
  }

  @Test
  void theTableIsRemovedAfterAFailure() {
    Consumer<String> failing =
        step -> {
          if (step.startsWith("sweep.exhaustive: run")) {
            throw new IllegalStateException("on purpose");
          }
        };
    assertThatThrownBy(() -> run(SYNTHETIC, Set.of(BenchmarkSection.SWEEP), 1, null, failing))
        .hasMessage("on purpose");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void nothingStaysCached() throws ConfigException, IOException {
    SparkSession spark = LocalSpark.session();
    int before = spark.sparkContext().getPersistentRDDs().size();
    run(SYNTHETIC, Set.of(BenchmarkSection.MLLIB), 1, null);
    assertThat(spark.sparkContext().getPersistentRDDs().size()).isEqualTo(before);
  }

  @Test
  void exportsTheRowsAndFoldsOfTheSweep() throws ConfigException, IOException {
    SyntheticTable synthetic = new SyntheticTable(1_000, 3, 0.2, 1, 5);
    ParquetTable table =
        synthetic.write(LocalSpark.session(), directory.resolve("t").toString(), 3);
    Path export = directory.resolve("export");

    run(table, Set.of(BenchmarkSection.SWEEP), 1, export);

    JsonNode shape = new ObjectMapper().readTree(export.resolve("shape.json").toFile());
    assertThat(shape.get("rows").asInt()).isEqualTo(1_000);
    assertThat(shape.get("features").asInt()).isEqualTo(3);
    assertThat(shape.get("names")).map(JsonNode::asText).containsExactly("x0", "x1", "x2");
    assertThat(shape.get("grid"))
        .map(path -> path.get("elasticNetParam").asDouble())
        .containsExactly(0.0, 0.1, 0.5, 0.9, 1.0);
    assertThat(shape.get("grid"))
        .allSatisfy(
            path -> {
              assertThat(path.get("regParams")).hasSize(100);
              assertThat(path.get("cvm"))
                  .hasSize(100)
                  .allSatisfy(cvm -> assertThat(cvm.asDouble()).isPositive());
            });

    MeasuredTable measured = MeasuredTable.open(LocalSpark.session(), table, "test");
    List<String> expected = new ArrayList<>();
    for (Row row : measured.rows().selectExpr("features", "label", "fold").collectAsList()) {
      double[] features = ((org.apache.spark.ml.linalg.Vector) row.get(0)).toArray();
      expected.add(
          "%s %s %d".formatted(Arrays.toString(features), row.getDouble(1), row.getInt(2)));
    }
    assertThat(exported(export, 3)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> exported(Path export, int features) throws IOException {
    ByteBuffer values = read(export.resolve("rows.f64"));
    ByteBuffer folds = read(export.resolve("folds.i32"));
    List<String> rows = new ArrayList<>();
    while (values.hasRemaining()) {
      double[] row = new double[features];
      values.asDoubleBuffer().get(row);
      values.position(values.position() + features * Double.BYTES);
      double label = values.getDouble();
      int fold = folds.getInt();
      assertThat(fold).isBetween(0, 9);
      rows.add("%s %s %d".formatted(Arrays.toString(row), label, fold));
    }
    assertThat(folds.hasRemaining()).isFalse();
    return rows;
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
