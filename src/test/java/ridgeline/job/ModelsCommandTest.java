package ridgeline.job;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.work.store.StoredModels;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.mlflow.FaultyMlflow;
import ridgeline.spark.LocalSpark;

/** The commands in the order in which somebody might use them on one store. */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModelsCommandTest {
  /** Errors that Spark computes from rows, and those of merged moments. */
  private static final double ROUNDING = 1e-9;

  @TempDir private static Path directory = Path.of("");

  /** What was printed of the first versions. */
  private static List<String> answers = List.of();

  private static List<String> answers(String printed) {
    return printed.lines().filter(line -> line.startsWith("delays ")).toList();
  }

  private static RetrainedStore retrained() {
    return new RetrainedStore(directory);
  }

  private static String store() {
    return retrained().store().toString();
  }

  @BeforeAll
  static void retrains() throws IOException {
    retrained().write(0, 6);
    answers = answers(retrained().retrain(2, 6));
  }

  private static JobRun run(String... arguments) {
    return JobRun.of(ModelsCommand::execute, List.of(arguments));
  }

  private static String done(String... arguments) {
    JobRun run = run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.out();
  }

  private static void assertRefused(String message, String... arguments) {
    assertRefused(ExitCode.USAGE, message, run(arguments));
  }

  private static void assertRefused(int exitCode, String message, JobRun run) {
    assertThat(run.err().strip().lines().filter(line -> line.contains(" ")))
        .singleElement()
        .asString()
        .contains(message);
    assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
  }

  /** The job keeps the files of 3 versions, and of those with an alias. */
  @Test
  @Order(1)
  void aRetrainingPrunes() {
    List<String> versions = done("list", store(), "delays").lines().toList();
    assertThat(versions).hasSize(5);
    assertThat(versions.get(1)).contains("1  2001-06-03  promoted   rmse", "its files were pruned");
    assertThat(versions.get(3)).contains("3  2001-06-05  promoted  rmse", "previous");
    assertThat(versions.get(4)).contains("4  2001-06-06  promoted  rmse", "champion");
    assertThat(done("list", store())).contains("delays", "champion 4, previous 3", "2001-06-06");
    assertThat(done("list", store() + "/delays")).isEqualTo(done("list", store(), "delays"));
  }

  @Test
  @Order(1)
  void aVersionIsShown() {
    String shown = done("show", store(), "delays@champion");
    assertThat(shown)
        .startsWith("delays version 4\n")
        .contains("date          2001-06-06", "parent        3", "aliases       champion")
        .contains("promoted: its RMSE is", "after 2001-06-02 up to 2001-06-06, 4 partitions")
        .contains("elasticNetParam 1.0", "b, standardised -", "all as they were")
        .contains("by jobs/retrain to champion 4, previous 3: promoted")
        .contains("directory     " + store() + "/models/delays/2001-06-06-");
    assertThat(done("show", store(), "delays")).isEqualTo(shown);
    assertThat(done("show", store() + "/delays:4")).isEqualTo(shown);
    assertThat(done("show", store(), "delays:1"))
        .contains(
            "gate          promoted: there is no champion", "files         its files were pruned");
  }

  /** The record of each version is read once, and nothing else of it. */
  @Test
  @Order(1)
  void aListTakesOneRequestAVersion() throws IOException {
    Configuration configuration = new Configuration();
    MortalStore.addTo(configuration);
    StoredModels models = new StoredModels("mortal://" + store(), configuration);
    MortalStore.requests();

    assertThat(models.versions("delays")).hasSize(4);
    assertThat(MortalStore.requests())
        .filteredOn(request -> !request.endsWith(".avro") && !request.contains("metadata"))
        .containsExactly(
            "list versions",
            "list aliases",
            "open v4.json",
            "list delays",
            "list versions",
            "open v1.json",
            "open v2.json",
            "open v3.json",
            "open v4.json");
  }

  @ParameterizedTest
  @CsvSource({
    "show, delays@chmpion, there is no alias chmpion; did you mean 'champion'?",
    "show, delays@challenger, 'delays has no challenger; it has champion 4, previous 3'",
    "show, delays:9, delays has no version 9; its versions are 1 to 4",
    "list, dleays, 'has no model dleays with versions; did you mean ''delays''?'",
    "list, delays:2, a model is expected",
    "compare, delays --versions=1, retrain.json is missing; the files of this version were removed",
    "compare, delays --last=0, '--last must be >= 1, got: 0'",
    "compare, 'delays --versions=,', '--versions names none; give numbers, such as 3,7'",
    "prune, delays --keep=0, 'versions to keep must be >= 1, got: 0'",
    "log, delays, 'Missing required option: ''--uri=URI''; see --help'",
    "log, delays --uri=ftp://h, '--uri must be the address of a server, such as http://127.0.0.1:5000, got: ftp://h'",
    "log, delays --uri=http://127.0.0.1:1 --model=a'b, '--model must be a name of at most 250 characters without quotes, tabs, line breaks, slashes, colons or @, got: a''b'",
    "log, delays --uri=http://127.0.0.1:1 --model=a/b, '--model must be a name'",
    "log, delays --uri=http://127.0.0.1:1 --experiment=a`b, '--experiment must be a name of at most 250 characters without quotes, tabs, line breaks, got: a`b'",
    "log, delays --uri=http://127.0.0.1:1 --experiment=, '--experiment must be a name'",
    "promote, delays --by=ann --why=x, no version given; add :VERSION or @ALIAS to delays",
    "promote, delays:4 --by=ann --why=x, version 4 of delays is the champion already",
    "promote, delays:3 --by= --why=x, --by is empty; say who decides it",
    "promote, delays:3 --by=ann --why=, --why is empty; say why",
    "rollback, delays --by=\u2003 --why=x, --by is empty; say who decides it",
    "rollback, delays --by=ann --why=, --why is empty; say why",
    "promote, delays:3, 'Missing required options: ''--by=WHO'', ''--why=TEXT''; see --help'"
  })
  @Order(2)
  void whatCannotBeIsRefused(String command, String arguments, String message) {
    List<String> all = new ArrayList<>(List.of(command, store()));
    all.addAll(List.of(arguments.split(" ", -1)));
    assertRefused(message, all.toArray(String[]::new));
  }

  @Test
  @Order(2)
  void versionsAreLoggedByTheNamesThatAreGiven() throws IOException {
    try (FaultyMlflow server = new FaultyMlflow()) {
      String uri = server.address();
      done("log", store(), "delays", "--uri", uri);
      assertThat(server.experiments()).containsExactly("delays");
      assertThat(server.models()).containsExactly("delays");
      done("log", store(), "delays", "--uri", uri, "--experiment=a / b", "--model=ü & (c)");

      assertThat(server.experiments()).containsExactly("delays", "a / b");
      assertThat(server.models()).containsExactly("delays", "ü & (c)");
    }
  }

  @Test
  @Order(2)
  void aMissingModelOrCommandIsRefused() {
    assertRefused("no model given; add its name after", "show", store());
    assertRefused("has no models; check the location", "list", directory + "/nowhere");
    assertRefused("has no models; check the location", "show", directory + "/nowhere", "x");
    assertRefused("no command given; add list, show,");
  }

  /** Scores the rows by the model's files, and lets Spark compute the errors. */
  @Test
  @Order(3)
  void theMatrixHasTheErrorsOfTheRows() throws IOException {
    Path csv = directory.resolve("errors.csv");
    String printed = done("compare", store(), "delays", "--out", csv.toString());
    assertThat(printed).contains("version 2  version 3  version 4", "* the version was trained");
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(1 + 3 * 6).first().isEqualTo("partition,rows,version,rmse,trained");
    for (int version = 2; version <= 4; version++) {
      Path scored = directory.resolve("scored" + version);
      JobRun predicted =
          JobRun.of(
              PredictCommand::execute,
              List.of(
                  retrained().version(version + 1).toString(),
                  retrained().table().toString(),
                  "--out",
                  scored.toString()));
      assertThat(predicted.exitCode()).as(predicted.err()).isEqualTo(ExitCode.DONE);
      for (Row day :
          LocalSpark.session()
              .read()
              .parquet(scored.resolve("predictions").toString())
              .selectExpr("CAST(day AS STRING) AS day", "w", "POW(y - prediction, 2) AS e")
              .groupBy("day")
              .agg(expr("SQRT(SUM(w * e) / SUM(w))"), expr("COUNT_IF(w > 0)"))
              .collectAsList()) {
        boolean trained =
            day.getString(0).compareTo("2001-06-%02d".formatted(version - 2 + 1)) >= 0
                && day.getString(0).compareTo("2001-06-%02d".formatted(version + 2)) <= 0;
        String start = "day=%s,%d,%d,".formatted(day.getString(0), day.getLong(2), version);
        String line = lines.stream().filter(each -> each.startsWith(start)).findFirst().orElse("");
        assertThat(line).as(start).endsWith("," + trained);
        assertThat(Double.parseDouble(line.split(",", -1)[3]))
            .as(line)
            .isCloseTo(day.getDouble(1), within(ROUNDING));
      }
    }
    assertRefused(
        "already exists and is not overwritten", "compare", store(), "delays", "--out", csv + "");
  }

  @Test
  @Order(3)
  void theMatrixIsDrawn() throws IOException {
    Path html = directory.resolve("errors.html");
    assertThat(done("compare", store(), "delays", "--html", html.toString()))
        .contains("written to " + html);
    assertThat(html)
        .content()
        .contains(
            "{\"name\":\"delays\",\"label\":\"y\",\"versions\":[{\"number\":2,\"date\":\"2001-06-04\",\"aliases\":[]}")
        .contains(
            "\"aliases\":[\"champion\"]}],\"matrix\":{\"versions\":[2,3,4],\"rows\":[{\"partition\":")
        .doesNotContain("@models/");
    assertRefused(
        "already exists and is not overwritten",
        "compare",
        store(),
        "delays",
        "--html",
        html.toString());
  }

  @Test
  @Order(3)
  void theNewestDatesOfSomeVersionsAreCompared() {
    List<String> lines =
        done("compare", store(), "delays", "--versions", "3,3", "--last", "2").lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("RMSE            rows  version 3");
    assertThat(lines.get(1)).startsWith("day=2001-06-05").endsWith("*");
    assertThat(lines.get(2)).startsWith("day=2001-06-06").doesNotContain("*");
  }

  @Test
  @Order(4)
  void aChampionIsPromotedAndRolledBack() {
    assertThat(done("promote", store(), "delays:2", "--by", "ann", "--why", "as a test"))
        .isEqualToIgnoringNewLines("version 2 is the champion of delays, after version 4");
    assertThat(done("rollback", store(), "delays", "--by", "bob", "--why", "worse in Paris"))
        .isEqualToIgnoringNewLines("version 4 is the champion of delays, after version 2");
    assertThat(done("show", store(), "delays"))
        .contains(
            "by ann to champion 2, previous 4: as a test",
            "by bob to champion 4, previous 2: worse in Paris");
  }

  @Test
  @Order(5)
  void aVersionWithAnEditedFileIsNotPromoted() throws IOException {
    Path edited = retrained().version(4).resolve("model/linear.json");
    Files.writeString(edited, Files.readString(edited).replace("0", "1"));
    assertRefused(
        ExitCode.DATA,
        "model/linear.json is not what was written",
        run("promote", store(), "delays:3", "--by", "ann", "--why", "x"));
    assertThat(done("list", store())).contains("champion 4, previous 2");
  }

  @Test
  @Order(6)
  void filesArePruned() {
    assertThat(done("prune", store(), "delays", "--keep", "1"))
        .matches("removed 2001-06-05-\\S+, the files of version 3\\s+1 directories removed\\s+");
    assertThat(done("prune", store(), "delays", "--keep", "1"))
        .isEqualToIgnoringNewLines("0 directories removed");
  }

  @Test
  @Order(7)
  void datesWhoseVersionsWerePrunedAreNotDoneAgain() throws IOException {
    String before = done("list", store(), "delays");
    String again = retrained().retrain(2, 6);
    assertThat(answers(again))
        .hasSize(4)
        .isEqualTo(
            answers.stream()
                .map(answer -> answer.replaceFirst("version \\d", "$0, as before"))
                .toList());
    assertThat(again.lines().filter(line -> line.equals("  its files were pruned"))).hasSize(2);
    assertThat(done("list", store(), "delays")).isEqualTo(before);
  }

  @Test
  @Order(8)
  void aRefusalWhoseVersionWasPrunedHasTheSameAnswer() throws IOException {
    JobRun refused = retrain("gate.minRows=1000000");
    retrain("gate.minRows=2000000");
    done("prune", store(), "delays", "--keep", "1");
    JobRun again = retrain("gate.minRows=1000000");

    assertThat(refused.out()).startsWith("delays 2001-06-06, version 5: refused: ");
    assertThat(again.out())
        .isEqualTo(
            refused
                .out()
                .replace("version 5:", "version 5, as before:")
                .replaceFirst("  written to .*", "  its files were pruned"));
    assertThat(again.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(done("list", store())).contains("challenger 6");
  }

  /** As when another run has moved the champion between its record and its own move. */
  @Test
  @Order(9)
  void aVersionThatWasNeverTheChampionIsNotListedAsPromoted() throws IOException {
    ModelRegistry registry = new ModelRegistry(store(), "delays", new Configuration());
    ModelVersion fourth = registry.version(4);
    long lost =
        registry.publish(
            new ModelVersion(
                ModelVersion.FORMAT,
                fourth.created(),
                "lost",
                fourth.resultSha256(),
                fourth.logicalDate(),
                fourth.parent(),
                fourth.result(),
                fourth.statistics(),
                fourth.sources(),
                "another job",
                fourth.code()),
            registry.newest());
    List<String> lines = done("list", store(), "delays").lines().toList();

    assertThat(lines.get((int) lost)).contains("  passed  ", "never the champion");
    assertThat(lines.subList(1, 5)).allMatch(line -> line.contains("  promoted  "));
    assertThat(done("show", store(), "delays:" + lost))
        .contains("champion      never: another run was first, or its own has not moved the alias");
    assertThat(done("show", store(), "delays:3")).doesNotContain("never");
  }

  private static JobRun retrain(String setting) throws IOException {
    return JobRun.of(
        arguments -> RetrainCommand.run(arguments).exitCode(),
        List.of(retrained().job().toString(), "--date", "2001-06-06", "--set", setting));
  }

  /** As after a loss of power. */
  @Test
  @Order(10)
  void anEmptyRecordIsReportedWithItsFile() throws IOException {
    Path moves = retrained().store().resolve("models/delays/aliases");
    Path newest = moves.resolve("v%d.json".formatted(moves.toFile().list().length));
    byte[] content = Files.readAllBytes(newest);
    Files.write(newest, new byte[0]);
    String message = newest + " does not have the expected format; put it back from a copy";
    assertRefused(ExitCode.DATA, message, run("list", store()));
    assertRefused(ExitCode.DATA, message, retrain("gate.minRows=4000000"));
    Files.write(newest, content);
    assertThat(done("list", store())).contains("champion 4, challenger 6, previous 2");
  }

  @Test
  @Order(11)
  void aChampionWithoutFilesIsReplacedByAnother() throws IOException {
    ModelRegistry registry = new ModelRegistry(store(), "delays", new Configuration());
    Path champion = Path.of(registry.directory(registry.version(4).directory()));
    Path away = directory.resolve("away");
    Files.move(champion, away);
    assertRefused(
        ExitCode.DATA,
        champion
            + "/retrain.json is missing, though its version is the champion of delays; put its files back from a copy of the store, or make another version the champion with jobs/models promote",
        retrain("gate.minRows=5000000"));
    done("promote", store(), "delays:6", "--by", "ann", "--why", "version 4 has no files");
    assertThat(retrain("gate.minRows=6000000").exitCode()).isEqualTo(ExitCode.REFUSED);
    Files.move(away, champion);
  }

  @Test
  @Order(12)
  void lostAliasesAreMissed() throws IOException {
    Path moves = retrained().store().resolve("models/delays/aliases");
    Files.move(moves, directory.resolve("moves"));
    String message =
        moves
            + " has no moves, but version 2 of delays was compared with the champion, which was version 1; put the directory back";
    assertRefused(ExitCode.DATA, message, retrain("gate.minRows=7000000"));
    done("promote", store(), "delays:6", "--by", "ann", "--why", "the aliases were lost");
    assertThat(retrain("gate.minRows=8000000").exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(done("list", store())).contains("champion 6, challenger");
  }
}
