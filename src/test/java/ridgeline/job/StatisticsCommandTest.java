package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/** The commands one after the other on one store. */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatisticsCommandTest {
  @TempDir private static Path directory = Path.of("");

  private static RetrainedStore retrained() {
    return new RetrainedStore(directory);
  }

  private static String store() {
    return retrained().store().toString();
  }

  @BeforeAll
  static void retrains() throws IOException {
    retrained().write(0, 4);
    retrained().retrain(3, 4);
  }

  private static JobRun run(String... arguments) {
    return JobRun.of(StatisticsCommand::execute, List.of(arguments));
  }

  private static String done(String... arguments) {
    JobRun run = run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.out();
  }

  private static JobRun verify(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("verify", store(), "--job", retrained().job().toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  /** A store whose table never had the partition has the same model, to the last byte. */
  @Test
  @Order(2)
  void aForgottenPartitionIsAsIfItHadNeverBeen() throws IOException {
    String forgotten =
        done("forget", store(), "--partition", "day=2001-06-02", "--by", "ann", "--why", "asked");
    assertThat(forgotten.lines())
        .containsExactly(
            "day=2001-06-02 is forgotten, with 53 rows", "delays: trained on it: version 1");
    assertThat(done("show", store()))
        .contains("# label       y", "day=2001-06-02     0", " forgotten", "4 partitions");
    assertThat(JobRun.of(ModelsCommand::execute, List.of("list", store(), "delays")).out())
        .contains("champion; since its training, 1 partition forgotten");

    Path before = retrained().version(3);
    retrained().retrain(3, 4);
    Path after = retrained().version(3);
    RetrainedStore other =
        new RetrainedStore(Files.createDirectories(directory.resolve("without")));
    other.write(0, 1);
    other.write(2, 4);
    other.retrain(3, 4);

    assertThat(after).isNotEqualTo(before);
    for (String file : List.of("coefficients.csv", "cv.csv")) {
      assertThat(after.resolve(file)).hasSameBinaryContentAs(other.version(3).resolve(file));
      assertThat(Files.readString(after.resolve(file)))
          .isNotEqualTo(Files.readString(before.resolve(file)));
    }
    assertThat(
            done(
                "forget",
                store(),
                "--partition",
                "day=2001-06-02",
                "--by",
                "ann",
                "--why",
                "again"))
        .contains("day=2001-06-02 was forgotten before", "trained on it: version 1");
    assertThat(verify().out()).doesNotContain("day=2001-06-02");
    assertThat(verify("--partition", "day=2001-06-02").out()).contains("it was forgotten");
  }

  @Test
  @Order(1)
  void anUnknownPartitionIsRefused() throws IOException {
    for (JobRun run :
        List.of(
            run("forget", store(), "--partition", "day=2001-6-02", "--by", "ann", "--why", "x"),
            run("show", store(), "--partition", "day=2001-6-02"),
            verify("--partition", "day=2001-6-02"))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err().strip())
          .isEqualTo(
              "there are no statistics of the partition day=2001-6-02; did you mean 'day=2001-06-02'?");
    }
    String day = "day=2001-06-02";
    JobRun unnamed = run("forget", store(), "--partition", day, "--by", " ", "--why", "x");
    assertThat(unnamed.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unnamed.err().strip()).isEqualTo("--by is empty; say who decides it");
    for (String option : List.of("--sample", "--seed")) {
      assertThat(verify("--partition", day, option, "3").err().strip())
          .isEqualTo(
              "--sample and --seed are for partitions that are chosen at random; leave them out, or --partition");
    }
    JobRun none = run("forget", store(), "--by", "ann", "--why", "x");
    assertThat(none.err()).contains("no partition given; add --partition");
    assertThat(run("show", directory.toString()).exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run().err()).contains("no command given; add show, sweep, forget or verify");
  }

  /** MLlib's fit of the rows: another stored column as label, and the stored label as feature. */
  @Test
  @Order(0)
  void anyStoredNumberIsSweptWithoutTheTable() throws IOException {
    Path out = directory.resolve("sweep");
    String printed =
        done(
            "sweep",
            store(),
            "--label",
            "b",
            "--from",
            "2001-06-02",
            "--to",
            "2001-06-03",
            "--set",
            "grid={elasticNetParam: [0.5], regParam: [0.1]}",
            "--set",
            "folds.count=3",
            "--out",
            out.toString());
    assertThat(printed).contains("107 rows, 5 features, 3 folds", "written to     " + out);
    assertThat(out.resolve("sweep.json"))
        .content()
        .contains("\"day=2001-06-02\", \"day=2001-06-03\" ]");
    assertThat(
            run("sweep", store(), "--label", "b", "--from", "2001-06-02", "--out", out.toString())
                .exitCode())
        .as("the directory has the result of other partitions")
        .isEqualTo(ExitCode.USAGE);
    assertThat(out)
        .isDirectoryContaining("glob:**/{report.html,sweep.json,cv.csv,path.csv,job.yaml}");

    Dataset<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(retrained().table().toString())
            .where("day BETWEEN '2001-06-02' AND '2001-06-03'");
    List<String> levels =
        rows.where("w > 0").select("c").distinct().sort("c").as(Encoders.STRING()).collectAsList();
    List<String> names = new ArrayList<>(List.of("a"));
    for (String level : levels) {
      names.add("c=" + level);
      rows = rows.withColumn("c=" + level, functions.expr("DOUBLE(c = '%s')".formatted(level)));
    }
    names.add("y");
    LinearRegressionModel expected =
        new LinearRegression()
            .setFeaturesCol("x")
            .setLabelCol("b")
            .setWeightCol("w")
            .setElasticNetParam(0.5)
            .setRegParam(0.1)
            .setTol(1e-13)
            .setMaxIter(1000)
            .fit(
                new VectorAssembler()
                    .setInputCols(names.toArray(String[]::new))
                    .setOutputCol("x")
                    .transform(rows));
    List<String[]> coefficients =
        Files.readAllLines(out.resolve("coefficients.csv")).stream()
            .skip(1)
            .map(line -> line.split(","))
            .toList();
    assertThat(coefficients)
        .extracting(line -> line[0])
        .startsWith("(Intercept)")
        .endsWith(names.toArray(String[]::new));
    for (int j = 0; j < names.size(); j++) {
      assertThat(Double.parseDouble(coefficients.get(j + 1)[1]))
          .as(names.get(j))
          .isCloseTo(expected.coefficients().apply(j), within(1e-6));
    }
  }

  @Test
  @Order(0)
  void whatIsSweptMustBeStored() {
    assertThat(run("sweep", store(), "--label", "c").err())
        .contains("--label: the statistics have no c");
    assertThat(run("sweep", store(), "--label", "b", "--feature", "b").err())
        .contains("--feature: the statistics have no b");
    assertThat(run("sweep", store(), "--partition", "day=2001-6-02").err())
        .contains("--partition: the statistics have no day=2001-6-02; did you mean");
    assertThat(run("sweep", store(), "--feature", "a", "--feature", "a").err().strip())
        .isEqualTo("--feature a is given more than once; give it once");
    JobRun order = run("sweep", store(), "--from", "2001-06-03", "--to", "2001-06-02");
    assertThat(order.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(order.err().strip()).isEqualTo("--to 2001-06-02 is before --from 2001-06-03");
    JobRun empty = run("sweep", store(), "--from", "2002-01-01");
    assertThat(empty.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(empty.err()).contains("the store has no statistics of such partitions");
    assertThat(run("sweep", store(), "--set", "folds.count=5").err())
        .contains("folds.count: is 5, but folds are dealt from 4 stored buckets; lower it");
    for (String key : List.of("data.where=a > 1", "data.interactions=[[a, c]]")) {
      assertThat(run("sweep", store(), "--set", key).err())
          .contains("data: is that of the statistics; see --label and --feature");
    }
    for (String key : List.of("folds.by=a", "folds={seed: 3}")) {
      assertThat(run("sweep", store(), "--set", key).err())
          .contains("folds: has keys besides count, but folds are dealt from the stored buckets");
    }
  }

  private static void put(LeafTable table, String partition, String from) throws IOException {
    LeafTable.Snapshot snapshot = table.snapshot();
    StoredLeaf wrong = Objects.requireNonNull(snapshot.leaves().get(from));
    String sources = Objects.requireNonNull(snapshot.leaves().get(partition)).sources();
    table.change(snapshot).put(partition, sources, table.read(wrong)).commit(Map.of());
  }

  @Test
  @Order(3)
  void wrongStatisticsAreNoticed() throws IOException {
    JobRun right = verify("--sample", "4", "--seed", "7");
    assertThat(right.exitCode()).as(right.err()).isEqualTo(ExitCode.DONE);
    assertThat(right.out())
        .startsWith("--seed 7")
        .containsOnlyOnce("day=2001-06-01  ok")
        .containsOnlyOnce("day=2001-06-04  ok");
    assertThat(verify("--sample", "1", "--seed", "7").out().lines()).hasSize(3);

    put(
        LeafTable.open(store() + "/statistics", new Configuration()),
        "day=2001-06-03",
        "day=2001-06-01");
    JobRun wrong = verify();
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(wrong.out()).contains("day=2001-06-01  ok", "day=2001-06-03  WRONG: ");
    assertThat(wrong.err().strip())
        .isEqualTo(
            "the statistics of 1 of 3 partitions are damaged, or not those of their rows: day=2001-06-03; leave it out with jobs/statistics forget, or back-fill a new store with jobs/retrain --from and --to");
    assertThat(verify("--partition", "day=2001-06-04").exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  @Order(5)
  void aChangedPartitionIsNotWrong() throws IOException {
    retrained().write(0, 1);
    JobRun run = verify("--partition", "day=2001-06-01", "--partition", "day=2001-06-04");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("day=2001-06-01  not compared: its files have changed since")
        .contains("day=2001-06-04  ok");
    JobRun others = verify("--set", "buckets.count=5", "--set", "validation.count=5");
    assertThat(others.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(others.err())
        .contains("other features than the job; it has buckets: 4, not 5; choose");
  }

  @Test
  @Order(4)
  void allDamagedFilesAreListed() throws IOException {
    damage("day=2001-06-01");
    JobRun both = verify();

    assertThat(both.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(both.out())
        .contains("day=2001-06-01  DAMAGED: the statistics of day=2001-06-01 cannot be read: ")
        .contains("day=2001-06-03  WRONG: ")
        .contains("day=2001-06-04  ok");
    assertThat(both.err().strip())
        .startsWith(
            "the statistics of 2 of 3 partitions are damaged, or not those of their rows: day=2001-06-01, day=2001-06-03; leave them out with jobs/statistics forget, or ")
        .doesNotContain("\n");

    done("forget", store(), "--partition", "day=2001-06-03", "--by", "ann", "--why", "wrong");
    assertThat(verify().err()).startsWith("the statistics of 1 of 2 partitions are damaged");
  }

  private static void damage(String partition) throws IOException {
    LeafTable table = LeafTable.open(store() + "/statistics", new Configuration());
    StoredLeaf leaf = Objects.requireNonNull(table.snapshot().leaves().get(partition));
    Path file = Path.of(leaf.location());
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }
}
