package ridgeline.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;

/** Logs three versions, of which the first and the last have an alias. */
@Tag("plain")
class MlflowLogTest {
  /** Of each version. */
  private static final int FILES = 8;

  private static final Instant AT = Instant.parse("2001-06-07T00:00:00Z");

  @TempDir private Path directory = Path.of("");

  private FaultyMlflow server = newServer();

  private static FaultyMlflow newServer() {
    try {
      return new FaultyMlflow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ModelRegistry registry() {
    return new ModelRegistry(directory.toString(), "flights", new Configuration());
  }

  @BeforeEach
  void publish() throws IOException {
    LoggedVersion.publish(registry(), 5, null);
    LoggedVersion.publish(registry(), 6, 1L);
    LoggedVersion.publish(registry(), 7, 1L);
    registry().move(Alias.CHAMPION, null, 1, AT, "ann", "the first");
    registry().move(Alias.CHALLENGER, null, 3, AT, "ann", "refused");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private MlflowLog log(FaultyMlflow to, String... environment) throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (int at = 0; at < environment.length; at += 2) {
      variables.put(environment[at], environment[at + 1]);
    }
    return log(registry(), to.address(), MlflowLogin.of(variables));
  }

  private static MlflowLog log(ModelRegistry registry, FaultyMlflow to) throws IOException {
    return log(registry, to.address(), MlflowLogin.of(Map.of()));
  }

  private static MlflowLog log(ModelRegistry registry, String address, MlflowLogin login) {
    return new MlflowLog(
        registry,
        new MlflowLog.Target(address, "nightly", "delay of flights"),
        login,
        new MlflowServer.Patience(Duration.ofSeconds(20), Duration.ofSeconds(60)));
  }

  private static void assertFails(MlflowLog log, String... parts) {
    assertThatThrownBy(log::update)
        .isInstanceOf(MlflowException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(parts)
                    .doesNotContain("\n")
                    .doesNotContain("secret"));
  }

  @Test
  void versionsAreLoggedWithTheirFiles() throws IOException {
    MlflowLog.Logged logged = log(server).update();

    assertThat(logged.added()).containsExactly(1L, 2L, 3L);
    assertThat(logged.aliases()).isEqualTo(Map.of(Alias.CHAMPION, 1L, Alias.CHALLENGER, 3L));
    assertThat(logged.page(3))
        .isEqualTo(server.address() + "/#/models/delay%20of%20flights/versions/3");
    assertThat(logged.page(4)).isEqualTo(server.address() + "/#/models/delay%20of%20flights");
    assertThat(server.statuses())
        .containsOnlyKeys("flights 2001-06-05", "flights 2001-06-06", "flights 2001-06-07")
        .doesNotContainValue("RUNNING");
    assertThat(server.artifacts("FINISHED"))
        .containsEntry("flights 2001-06-05/report.html", 16)
        .containsEntry("flights 2001-06-05/model/stages/0 a/_SUCCESS", 0)
        .containsKeys(
            "flights 2001-06-07/retrain.json",
            "flights 2001-06-07/gate.json",
            "flights 2001-06-07/model/MLmodel",
            "flights 2001-06-07/model/manifest.json")
        .hasSize(3 * FILES);
    assertThat(server.state())
        .contains(
            "{\"key\":\"newest/rmse\",\"value\":2.5,\"timestamp\":991872005000,\"step\":0}",
            "{\"key\":\"newest/champion_rmse\",\"value\":2.5,",
            "{\"key\":\"newest/improvement_lower\",\"value\":-0.75,",
            "{\"key\":\"newest/largest_drift\",\"value\":0.5,",
            "{\"key\":\"training/nonzero\",\"value\":3.0,",
            "{\"key\":\"seconds/refit on all\",\"value\":0.5,",
            "{\"key\":\"seconds/total\",\"value\":2.0,",
            "{\"key\":\"window.last\",\"value\":\"60 days\"}",
            "{\"key\":\"regParam\",\"value\":\"0.25\"}",
            "\"source\":\"mlflow-artifacts:/1/RUN/artifacts/model\"",
            "\"description\":\"it's \\\"7\\\"\"",
            "{\"key\":\"ridgeline.verdict\",\"value\":\"refused\"}")
        .doesNotContain("newest/r2", "window.all", "NaN");
    assertThat(server.logins()).containsOnly("");
  }

  /** Each call of an update fails in turn; another update completes what it has left. */
  @ParameterizedTest
  @EnumSource(value = FaultyMlflow.Fault.class, names = "HANGING", mode = EnumSource.Mode.EXCLUDE)
  void anyFailureIsMendedByTheNextUpdate(FaultyMlflow.Fault fault) throws IOException {
    ModelRegistry only = new ModelRegistry(directory.toString(), "few", new Configuration());
    LoggedVersion.publish(only, 5, null);
    LoggedVersion.publish(only, 6, 1L);
    only.move(Alias.CHAMPION, null, 1, AT, "ann", "the first");
    log(only, server).update();
    List<String> calls = server.calls();
    assertThat(calls).hasSizeGreaterThan(30);
    for (int call = 1; call <= calls.size(); call++) {
      try (FaultyMlflow faulty = new FaultyMlflow()) {
        faulty.failAt(call, fault);
        MlflowLog log = log(only, faulty);
        boolean mends = false;
        try {
          log.update();
        } catch (MlflowException e) {
          mends = true;
          assertThat(e.getMessage()).as("%s", calls.get(call - 1)).doesNotContain("\n");
        }
        // The client itself repeats what only reads; a reply to an upload is not looked at.
        assertThat(mends || fault == FaultyMlflow.Fault.STRANGE_REPLY || isReading(calls, call))
            .as("%s fails", calls.get(call - 1))
            .isTrue();
        assertThat(faulty.artifacts("FINISHED").size() % FILES)
            .as("files of finished runs")
            .isZero();
        log.update();
        assertThat(faulty.state())
            .as("after %s of %s, call %d", fault, calls.get(call - 1), call)
            .isEqualTo(server.state());
      }
    }
  }

  private static boolean isReading(List<String> calls, int call) {
    return calls.get(call - 1).startsWith("GET ");
  }

  @Test
  void whatIsLoggedIsNotLoggedAgain() throws IOException {
    log(server).update();
    String before = server.state();
    server.failAt(0, FaultyMlflow.Fault.ERROR);
    MlflowLog again = log(server);
    again.add(3);

    assertThat(again.update().added()).isEmpty();
    assertThat(server.state()).isEqualTo(before);
    assertThat(server.calls()).allMatch(call -> call.startsWith("GET "));
  }

  @Test
  void onlyVersionsWithoutFilesAreLeftOut() throws IOException {
    Path files = directory.resolve("models/flights");
    Files.delete(files.resolve("2001-06-06-abc-def/retrain.json"));
    MlflowLog log = log(server);
    assertThat(log.update().added()).containsExactly(1L, 3L);
    LoggedVersion.publish(registry(), 8, 1L);
    LoggedVersion.publish(registry(), 9, 1L);
    Files.delete(files.resolve("2001-06-08-abc-def/retrain.json"));

    MlflowLog.Logged logged = log.update();

    assertThat(logged.added()).containsExactly(5L);
    assertThat(logged.versions()).isEqualTo(Map.of(1L, 1L, 3L, 2L, 5L, 3L));
  }

  /** Those before all aliases are logged if they are asked for, as a date that is done again is. */
  @Test
  void aVersionIsLoggedOnRequest() throws IOException {
    registry().move(Alias.CHAMPION, 1L, 3, AT, "ann", "better");
    registry().move(Alias.CHAMPION, 3L, 2, AT, "ann", "better");
    MlflowLog log = log(server);
    assertThat(log.update().added()).containsExactly(2L, 3L);
    log.add(1);

    assertThat(log.update().added()).containsExactly(1L);
  }

  @Test
  void aliasesFollowTheRegistry() throws IOException {
    log(server).update();
    registry().move(Alias.CHAMPION, 1L, 3, AT, "ann", "promoted after all");

    MlflowLog.Logged moved = log(server).update();

    assertThat(moved.aliases()).isEqualTo(Map.of(Alias.CHAMPION, 3L, Alias.PREVIOUS, 1L));
    assertThat(server.aliases("delay of flights"))
        .contains("{\"alias\":\"champion\",\"version\":\"3\"}")
        .contains("{\"alias\":\"previous\",\"version\":\"1\"}")
        .doesNotContain("challenger");
  }

  /** As if two processes had created a run in the same moment. */
  @Test
  void ofSeveralRunsOfAVersionOneRemains() throws IOException {
    server.failAt(12, FaultyMlflow.Fault.LOST_REPLY);
    MlflowLog log = log(server);
    assertThatThrownBy(log::update).isInstanceOf(MlflowException.class);
    server.duplicateRuns();
    assertThat(server.statuses()).containsEntry("flights 2001-06-05", "RUNNING,RUNNING");

    log.update();

    assertThat(server.statuses()).hasSize(3).doesNotContainValue("RUNNING");
    assertThat(server.statuses().values()).containsOnly("FINISHED");
  }

  @Test
  void filesThatWereChangedAreNotLogged() throws IOException {
    Files.writeString(
        directory.resolve("models/flights/2001-06-05-abc-def/report.html"), "something else");

    assertFails(log(server), "report.html is not what was written");

    assertThat(server.statuses())
        .containsEntry("flights 2001-06-05", "FAILED")
        .containsEntry("flights 2001-06-07", "FINISHED");
    assertThat(server.aliases("delay of flights"))
        .doesNotContain("champion")
        .contains("challenger");
  }

  /** Another run prunes the second version while the first one is logged. */
  @Test
  void aVersionThatIsPrunedMeanwhileIsLeftOut() throws IOException {
    Path files = directory.resolve("models/flights/2001-06-06-abc-def");
    server.before(
        "POST model-versions/create",
        () -> {
          Files.deleteIfExists(files.resolve("retrain.json"));
          Files.deleteIfExists(files.resolve("job.yaml"));
        });

    assertThat(log(server).update().added()).containsExactly(1L, 3L);
  }

  /** What was written is what is there, but not what this release writes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gate.json | {} | /gate.json does not have the expected format: promoted has the wrong type; use the release",
        "job.yaml | 'a: [' | the files of version 1 cannot be read: while parsing a flow node",
        "started | noon | the files of version 1 cannot be read: provenance.started of retrain.json is no time: noon"
      })
  void aVersionThatCannotBeReadDoesNotKeepOthersFromBeingLogged(
      String file, String content, String message) throws IOException {
    ModelRegistry other = new ModelRegistry(directory.toString(), "few", new Configuration());
    LoggedVersion.publish(other, 5, null, Map.of(file, content));
    LoggedVersion.publish(other, 6, 1L);

    assertFails(log(other, server), message);

    assertThat(server.statuses()).containsEntry("few 2001-06-06", "FINISHED");
  }

  @Test
  void theModelOfAnotherStoreIsLeftAlone() throws IOException {
    server.addForeignModel("delay of flights");
    assertFails(log(server), "has versions that Ridgeline did not log; give another name");

    try (FaultyMlflow other = new FaultyMlflow()) {
      log(other).update();
      ModelRegistry second = new ModelRegistry(directory.toString(), "trains", new Configuration());
      LoggedVersion.publish(second, 9, null);
      MlflowLog log =
          new MlflowLog(
              second,
              new MlflowLog.Target(other.address(), "nightly", "delay of flights"),
              MlflowLogin.of(Map.of()));
      assertFails(log, "has versions of another store; give another name in mlflow.model");
    }
  }

  @Test
  void aServerThatKeepsFilesElsewhereIsNamed() throws IOException {
    server.keepArtifactsIn("s3://bucket/");
    assertFails(
        log(server), "takes no files, as its runs have theirs in s3://bucket/1/r000/artifacts");
    assertThat(server.statuses().values()).containsOnly("FAILED");
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedFor() throws IOException {
    server.failAt(5, FaultyMlflow.Fault.HANGING);
    MlflowLog log =
        new MlflowLog(
            registry(),
            new MlflowLog.Target(server.address(), "nightly", "m"),
            MlflowLogin.of(Map.of()),
            new MlflowServer.Patience(Duration.ofMillis(300), Duration.ofSeconds(60)));
    assertFails(log, "did not answer GET experiments/get-by-name within 1 s");

    MlflowLog hasty =
        new MlflowLog(
            registry(),
            new MlflowLog.Target(server.address(), "nightly", "m"),
            MlflowLogin.of(Map.of()),
            new MlflowServer.Patience(Duration.ofSeconds(20), Duration.ofNanos(1)));
    assertFails(hasty, "took longer than 0 s for the calls of a version; run it again to continue");
  }

  /** Each version takes 40 of 60 seconds, on a clock of the test. */
  @Test
  void eachVersionHasItsOwnTime() throws IOException {
    AtomicLong seconds = new AtomicLong();
    server.before("POST model-versions/create", () -> seconds.addAndGet(40));
    MlflowLog log =
        new MlflowLog(
            registry(),
            new MlflowLog.Target(server.address(), "nightly", "m"),
            MlflowLogin.of(Map.of()),
            new MlflowServer.Patience(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                () -> TimeUnit.SECONDS.toNanos(seconds.get())));

    assertThat(log.update().added()).containsExactly(1L, 2L, 3L);
    assertThat(seconds).hasValue(120);

    server.before("POST runs/create", () -> seconds.addAndGet(61));
    LoggedVersion.publish(registry(), 8, 1L);
    assertFails(log, "took longer than 60 s for the calls of a version; run it again to continue");
  }

  /** MLflow refuses longer ones: 5000 characters of a tag or a description. */
  @Test
  void longTextsAreCut() throws IOException {
    ModelRegistry wordy = new ModelRegistry(directory.toString(), "few", new Configuration());
    LoggedVersion.publish(wordy, 5, null, Map.of("sentence", "x".repeat(6000)));
    log(wordy, server).update();

    String cut = "\"" + "x".repeat(4997) + "...\"";
    assertThat(server.state())
        .contains(
            "{\"key\":\"mlflow.note.content\",\"value\":" + cut, "\"description\":" + cut + ",");
  }

  @Test
  void aServerThatIsDownIsNamed() throws IOException {
    String address = server.address();
    server.close();
    assertFails(
        log(registry(), address, MlflowLogin.of(Map.of())),
        address + " cannot be reached",
        "check");
  }

  @ParameterizedTest
  @CsvSource({
    "MLFLOW_TRACKING_USERNAME, ann, MLFLOW_TRACKING_PASSWORD, secret, Basic YW5uOnNlY3JldA==",
    "MLFLOW_TRACKING_TOKEN, ' secret ', MLFLOW_TRACKING_USERNAME, ann, Bearer secret",
    "MLFLOW_TRACKING_PASSWORD, secret, OTHER, x, ''"
  })
  void theLoginIsThatOfTheEnvironment(
      String name, String value, String second, String other, String header) throws IOException {
    log(server, name, value, second, other).update();
    assertThat(server.logins()).containsOnly(header);
  }

  @ParameterizedTest
  @CsvSource({
    "http://mlflow.example.org:5000, true",
    "http://127.0.0.1.example.org, true",
    "http://10.0.0.1:5000/mlflow, true",
    "http://[::2]:5000, true",
    "https://mlflow.example.org, false",
    "http://127.0.0.1:5000, false",
    "http://127.1.2.3, false",
    "http://localhost:5000/, false",
    "http://[::1]:5000, false"
  })
  void aLoginThatIsSentInClearTextIsNoted(String address, boolean noted) throws IOException {
    MlflowLogin login = MlflowLogin.of(Map.of("MLFLOW_TRACKING_TOKEN", "secret"));
    String note =
        "the login of MLflow is sent to %s without encryption; give an https:// address if the server has one"
            .formatted(address);

    assertThat(log(registry(), address, login).warning())
        .isEqualTo(noted ? Optional.of(note) : Optional.empty());
    assertThat(log(registry(), address, MlflowLogin.of(Map.of())).warning()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectionsAreNotFollowed(int status) throws IOException {
    try (FaultyMlflow other = new FaultyMlflow()) {
      server.answer(status, other.address() + "/api/2.0/mlflow/registered-models/get?name=m", "");
      assertFails(
          log(server, "MLFLOW_TRACKING_TOKEN", "secret"),
          "with status %d; it is a redirection, give the address that it leads to"
              .formatted(status));

      assertThat(server.logins()).containsExactly("Bearer secret");
      assertThat(other.calls()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aServerThatWantsALoginSaysWhereItIsReadFrom(int status) throws IOException {
    server.answer(status, "", "{\"message\": \"who are you?\\nsecond\"}");
    assertFails(
        log(server),
        "with status %d: who are you?; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
            .formatted(status));
  }

  @Test
  void aReplyThatIsTooLongIsNotRead() throws IOException {
    server.answer(200, "", " ".repeat((16 << 20) + 1));
    assertFails(
        log(server), "did not answer GET registered-models/get (", "the reply is too long)");
  }

  @Test
  void aTokenThatNoHeaderCanHaveIsRefused() {
    assertThatThrownBy(() -> MlflowLogin.of(Map.of("MLFLOW_TRACKING_TOKEN", "sec\nret")))
        .isInstanceOf(MlflowException.class)
        .hasMessage("MLFLOW_TRACKING_TOKEN has spaces or special characters inside; check it");
  }
}
