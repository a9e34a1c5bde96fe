package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/** Policies on the statistics of nine days, whose table is gone. */
@Tag("spark")
class PolicyCommandTest {
  /** Errors of rows, and those of merged moments. */
  private static final double ROUNDING = 1e-9;

  private static final String POLICIES =
      "--cadence=1 day,2 days,never|--window=4 days,all|--half-life=none,3 days";

  @TempDir private static Path directory = Path.of("");

  private static List<RidgeOnRows.Row> rows = List.of();

  /** The error of each version on each partition, by date of the version and the partition. */
  private static final Map<String, Double> COMPARED = new TreeMap<>();

  private static RetrainedStore retrained() {
    return new RetrainedStore(directory);
  }

  @BeforeAll
  static void retrains() throws IOException {
    retrained().write(0, 9);
    rows = RidgeOnRows.read(retrained().table());
    String job = retrained().job().toString();
    done(RetrainCommand::run, job, "--date=2001-06-09", "--set=window.last=", "--set=name=other");
    done(RetrainCommand::run, job, "--from=2001-06-07", "--to=2001-06-08");
    Path csv = directory.resolve("compared.csv");
    done(
        arguments -> ModelsCommand.run(arguments),
        "compare",
        retrained().store() + "/delays",
        "--out",
        csv.toString());
    for (String line : Files.readAllLines(csv).subList(1, 1 + 2 * 9)) {
      String[] fields = line.split(",", -1);
      String trained = "2001-06-%02d".formatted(6 + Integer.parseInt(fields[2]));
      COMPARED.put(trained + " " + fields[0].substring(4), Double.parseDouble(fields[3]));
    }
    delete(retrained().table());
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private interface Command {
    JobOutcome run(String... arguments);
  }

  private static JobRun run(Command command, String... arguments) {
    return JobRun.of(all -> command.run(all).exitCode(), List.of(arguments));
  }

  private static JobRun done(Command command, String... arguments) {
    JobRun run = run(command, arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run;
  }

  /** Runs the command on the job file. */
  private static JobRun policy(String arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(retrained().job().toString()));
    all.addAll(List.of(arguments.split("\\|")));
    return run(PolicyCommand::run, all.toArray(String[]::new));
  }

  /** The directory of a run that is done. */
  private static Path results(String name, String arguments) throws IOException {
    Path out = directory.resolve(name);
    JobRun run = policy(arguments + "|--out=" + out);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return out;
  }

  /** The fields of the lines of a csv file by the first ones, joined by slashes. */
  private static Map<String, List<String>> table(Path csv, int keys) throws IOException {
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String line : Files.readAllLines(csv)) {
      List<String> fields = List.of(line.split(",", -1));
      table.put(String.join("/", fields.subList(0, keys)), fields.subList(keys, fields.size()));
    }
    return table;
  }

  private static double number(List<String> fields, int position) {
    return Double.parseDouble(fields.get(position));
  }

  /** Fits weighted ridges to the rows of each window, and scores the rows of the later days. */
  @Test
  void theErrorsAreThoseOfTheRows() throws IOException {
    Path out = results("rows", POLICIES + "|--set=grid={elasticNetParam: [0], regParam: [0.1]}");
    Map<String, List<String>> errors = table(out.resolve("errors.csv"), 4);
    Map<String, List<String>> policies = table(out.resolve("policy.csv"), 3);

    assertThat(policies).hasSize(1 + 12);
    for (String cadence : List.of("1 day", "2 days", "never")) {
      for (String window : List.of("4 days", "all")) {
        for (String halfLife : List.of("none", "3 days")) {
          String policy = String.join("/", cadence, window, halfLife);
          RidgeOnRows.Errors all = new RidgeOnRows.Errors();
          for (int day = 5; day <= 9; day++) {
            int trained =
                cadence.equals("never") ? 4 : cadence.equals("1 day") ? day - 1 : (day - 1) / 2 * 2;
            RidgeOnRows ridge =
                RidgeOnRows.fit(
                    rows,
                    window.equals("all") ? 1 : trained - 3,
                    trained,
                    halfLife.equals("none") ? Double.POSITIVE_INFINITY : 3,
                    0.1);
            RidgeOnRows.Errors error = ridge.on(rows, day);
            all.add(error);
            List<String> line =
                Objects.requireNonNull(errors.get(policy + "/2001-06-%02d".formatted(day)), policy);
            assertThat(line.get(1)).as(policy).isEqualTo("2001-06-%02d".formatted(trained));
            assertThat(number(line, 2)).as(policy).isCloseTo(error.rmse(), within(ROUNDING));
          }
          List<String> line = Objects.requireNonNull(policies.get(policy));
          assertThat(number(line, 1)).as(policy).isCloseTo(all.rmse(), within(ROUNDING));
          assertThat(number(line, 2)).as(policy).isCloseTo(all.r2(), within(ROUNDING));
        }
      }
    }
  }

  /** Those that the job of the store had, as {@code jobs/models compare} scores them. */
  @Test
  void aDailyPolicyIsTheRetrainingsOfEachDay() throws IOException {
    Path out = results("daily", "--cadence=1 day|--window=4 days|--half-life=none");
    Map<String, List<String>> errors = table(out.resolve("errors.csv"), 4);

    assertThat(errors).hasSize(1 + 5);
    for (int day = 8; day <= 9; day++) {
      String date = "2001-06-%02d".formatted(day);
      String trained = "2001-06-%02d".formatted(day - 1);
      List<String> line = Objects.requireNonNull(errors.get("1 day/4 days/none/" + date));
      assertThat(line.get(1)).isEqualTo(trained);
      assertThat(number(line, 2))
          .isCloseTo(Objects.requireNonNull(COMPARED.get(trained + " " + date)), within(1e-12));
    }
  }

  @Test
  void aPolicyHasTheSameFiguresAmongOthers() throws IOException {
    Path out = results("all", POLICIES);
    Path alone =
        results("alone", "--cadence=2 days|--window=all|--half-life=3 days|--from=2001-06-04");
    Path reordered =
        results(
            "reordered",
            "--half-life=3 days, none|--window=all,4 day|--cadence=never,2 days,1 days");

    List<String> among =
        Objects.requireNonNull(table(out.resolve("policy.csv"), 3).get("2 days/all/3 days"));
    assertThat(table(alone.resolve("policy.csv"), 3))
        .hasSize(2)
        .hasEntrySatisfying(
            "2 days/all/3 days",
            line -> assertThat(line.subList(0, 3)).isEqualTo(among.subList(0, 3)));
    assertThat(table(out.resolve("errors.csv"), 4))
        .containsAllEntriesOf(table(alone.resolve("errors.csv"), 4));
    for (String file : List.of("policy.csv", "errors.csv")) {
      assertThat(reordered.resolve(file)).hasSameTextualContentAs(out.resolve(file));
    }
  }

  @Test
  void longSpansAreThoseOfAllRows() throws IOException {
    Path out =
        results(
            "long",
            "--cadence=1 day|--window=9999 days,all|--half-life=9999 years,none|--from=2001-06-04");
    Map<String, List<String>> policies = table(out.resolve("policy.csv"), 3);
    List<String> all = Objects.requireNonNull(policies.get("1 day/all/none"));

    assertThat(policies.get("1 day/9999 days/none"))
        .startsWith(all.subList(0, 3).toArray(String[]::new));
    // The oldest rows weigh 1 - 1.5e-6.
    assertThat(number(Objects.requireNonNull(policies.get("1 day/all/9999 years")), 1))
        .isCloseTo(number(all, 1), within(1e-6));
  }

  @Test
  void theAnswerIsPrintedAndWritten() throws IOException {
    Path out = directory.resolve("answer");
    JobRun run = policy(POLICIES + "|--out=" + out);

    assertThat(run.err())
        .contains(
            "note: 12 policies, first trained on 2001-06-04, predict 5 dates up to 2001-06-09; this takes 20 sweeps");
    JsonNode json = new JsonMapper().readTree(out.resolve("policy.json").toFile());
    String sentence = json.path("verdict").path("sentence").asText();
    assertThat(sentence)
        .contains(" would have done: of 12 policies on 5 dates, it has the fewest trainings");
    assertThat(run.out()).contains("delays: " + sentence, "written to     " + out);
    assertThat(json.path("sweeps").asInt()).isEqualTo(20);
    assertThat(json.path("served")).hasSize(5);
    JsonNode policies = json.path("verdict").path("policies");
    assertThat(policies).hasSize(12);
    List<List<String>> lines = List.copyOf(table(out.resolve("policy.csv"), 3).values());
    for (int k = 0; k < 12; k++) {
      assertThat(policies.get(k).path("rmse").asDouble()).isEqualTo(number(lines.get(1 + k), 1));
      assertThat(lines.get(1 + k).get(8))
          .isEqualTo(String.valueOf(json.path("verdict").path("recommended").asInt() == k));
    }
    assertThat(out.resolve("report.html")).content().contains(sentence);
    assertThat(out.resolve("job.yaml")).content().contains("name: delays");
    assertThat(out.resolve("status.json")).content().contains("DONE", "\"policy\"");
  }

  /** A window that the gate keeps for itself leaves nothing to choose a penalty on. */
  @Test
  void aPolicyWhoseTrainingsFailIsNotRecommended() throws IOException {
    Path out = results("failing", "--cadence=never|--window=1 day,4 days|--half-life=none");
    JsonNode json = new JsonMapper().readTree(out.resolve("policy.json").toFile());

    assertThat(json.path("verdict").path("recommended").asInt()).isEqualTo(1);
    JsonNode failed = json.path("verdict").path("policies").get(0);
    assertThat(failed.path("rmse").isNull()).isTrue();
    assertThat(failed.path("failures").get(0).path("reason").asText())
        .startsWith("the window of 2001-06-04 has no rows up to 2001-06-03, and the gate keeps");
    assertThat(table(out.resolve("errors.csv"), 4).get("never/1 day/none/2001-06-05"))
        .containsExactly("53", "", "");
  }

  @Test
  void theDefaultsSuitWhatIsStored() throws IOException {
    JobRun plan = policy("--dry-run");

    assertThat(plan.exitCode()).as(plan.err()).isEqualTo(ExitCode.DONE);
    assertThat(plan.out())
        .startsWith(
            "# 4 policies, first trained on 2001-06-04, predict 5 dates up to 2001-06-09; this takes 10 sweeps")
        .contains("\nname: delays\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          --from=2001-06-31                    ~ 2 ~ --from must be a date such as 2001-06-07, got: 2001-06-31
          --from=2001-06-08|--to=2001-06-05    ~ 2 ~ --to 2001-06-05 is before --from 2001-06-08
          --from=2001-05-01                    ~ 3 ~ --from 2001-05-01 is before the stored dates, which are 2001-06-01 to 2001-06-09
          --window=7 days,1 week               ~ 2 ~ --window has 7 days and 1 week, which are the same; leave one of them out
          --half-life=12 months,none,1 year    ~ 2 ~ --half-life has 12 months and 1 year, which are the same; leave one of them out
          --cadence=never,1 day,never          ~ 2 ~ --cadence has never and never, which are the same; leave one of them out
          --from=2001-07-01                    ~ 3 ~ --from 2001-07-01 is after the stored dates, which are 2001-06-01 to 2001-06-09
          --to=2001-05-01                      ~ 3 ~ --to 2001-05-01 is before the stored dates, which are 2001-06-01 to 2001-06-09
          --cadence=0 days                     ~ 2 ~ a cadence must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or never, got: 0 days
          --cadence=-1 days                    ~ 2 ~ a cadence must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or never, got: -1 days
          --window=all,99999999999 days        ~ 2 ~ a window must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or all, got: 99999999999 days
          --window=                            ~ 2 ~ a window must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or all, got:
          --window=30 days                     ~ 3 ~ there is no date on which the longest window, 30 days, is stored: the store has 2001-06-01 to 2001-06-09; give --from, or a shorter --window
          --from=2001-06-08                    ~ 3 ~ there are statistics of 1 date, 2001-06-09, after the first training, on 2001-06-08; at least 2 dates are needed; give an earlier --from, or a shorter --window
          --from=2001-06-09                    ~ 3 ~ there are statistics of no date after the first training, on 2001-06-09; at least 2 dates are needed; give an earlier --from, or a shorter --window
          --window=1 day                       ~ 3 ~ the window of 2001-06-01 has no rows up to 2001-05-31, and the gate keeps the later ones for itself; shorten gate.newest, or widen the window
          --set=data.label=a                   ~ 3 ~ DIR/store/statistics has statistics of other features than the job; it has label: "y", not "a"; choose another store
          --set=buckets.count=5                ~ 3 ~ DIR/store/statistics has statistics of other features than the job; it has buckets: 4, not 5; choose another store
          --set=data.categorical=[c, d]        ~ 3 ~ DIR/store/statistics has statistics of other features than the job; it has categorical:
          --set=store=DIR/nowhere              ~ 3 ~ DIR/nowhere/statistics has no statistics; check the location
          """)
  void whatCannotBeDoneIsOneSentence(String arguments, int exitCode, String message)
      throws IOException {
    Path out = directory.resolve("refused");
    JobRun run = policy(arguments.replace("DIR", directory.toString()) + "|--out=" + out);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err().lines().filter(line -> !line.matches("reading|sweeps|note: .*")).toList())
        .hasSize(1)
        .first()
        .asString()
        .startsWith(message.replace("DIR", directory.toString()));
    assertThat(out.resolve("policy.json")).doesNotExist();
  }

  private static String hash(String option, String... overrides) throws Exception {
    PolicyCommand command = new PolicyCommand();
    new CommandLine(command).parseArgs(option);
    String job = Files.readString(retrained().job());
    return command.hash(RetrainConfigReader.read(job, "job.yaml", List.of(overrides)));
  }

  /** A result that a killed run has completed is adopted by the same command only. */
  @Test
  void aResultIsOfItsOptionsAndStatistics() throws Exception {
    String option = "--cadence=never";
    Path out = results("identity", option);
    JsonNode json = new JsonMapper().readTree(out.resolve("policy.json").toFile());
    String before = hash(option);

    assertThat(PolicyCommand.isOf(json, before)).isTrue();
    assertThat(hash(option, "mlflow.uri=http://127.0.0.1:5000")).isEqualTo(before);
    assertThat(hash("--cadence=1 day")).isNotEqualTo(before);
    assertThat(hash(option, "keep.versions=4")).isNotEqualTo(before);

    Configuration configuration = LocalSpark.session().sparkContext().hadoopConfiguration();
    LeafTable table = LeafTable.open(retrained().store() + "/statistics", configuration);
    LeafTable.Snapshot snapshot = table.snapshot();
    StoredLeaf leaf = snapshot.leaves().values().iterator().next();
    table.change(snapshot).put(leaf.partition(), "changed", table.read(leaf)).commit(Map.of());
    assertThat(hash(option)).isNotEqualTo(before);
  }

  @Test
  void aStarStandsForTheColumnsOfTheStore() throws IOException {
    JobRun plan = policy("--dry-run|--set=data.numeric=[a, '*']");

    assertThat(plan.exitCode()).as(plan.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aStoreWithoutPartitionsIsRefused() throws IOException {
    Configuration configuration = LocalSpark.session().sparkContext().hadoopConfiguration();
    Path store = directory.resolve("empty");
    LeafTable.openOrCreate(
        store + "/statistics",
        LeafTable.open(retrained().store() + "/statistics", configuration).specification(),
        configuration);
    JobRun run = policy("--set=store=" + store + "|--out=" + directory.resolve("refused"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err().strip())
        .isEqualTo(store + " has no statistics of a partition with a date; run jobs/retrain first");
  }
}
