package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.mlflow.FaultyMlflow;
import ridgeline.registry.mlflow.LoggedVersion;
import ridgeline.registry.mlflow.MlflowException;
import ridgeline.registry.mlflow.MlflowLog;
import ridgeline.registry.mlflow.MlflowLogin;

/** A command that makes three versions, and a server that does not always answer. */
@Tag("plain")
class MlflowUpdatesTest {
  private static final String FAILED =
      "not logged to MLflow: %s answered GET registered-models/get with status 500: disk is full. The store has it; the same command again logs it";

  @TempDir private Path directory = Path.of("");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private FaultyMlflow server = newServer();
  private MlflowUpdates updates = new MlflowUpdates(null, System.out);

  private static FaultyMlflow newServer() {
    try {
      return new FaultyMlflow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void open() throws IOException {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    ModelRegistry registry = registry();
    updates =
        new MlflowUpdates(
            new MlflowLog(
                registry,
                new MlflowLog.Target(server.address(), "nightly", "m"),
                MlflowLogin.of(Map.of())),
            System.out);
  }

  @AfterEach
  void close() {
    System.setOut(out);
    server.close();
  }

  private ModelRegistry registry() {
    return new ModelRegistry(directory.toString(), "m", new Configuration());
  }

  private void make(long version) throws IOException {
    LoggedVersion.publish(registry(), 4 + (int) version, version == 1 ? null : 1L);
    updates.add(version);
  }

  private List<String> pages() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String page(long version) {
    return "  logged to      %s/#/models/m/versions/%d".formatted(server.address(), version);
  }

  @Test
  void aLoginInClearTextIsNotedOnce() throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream noted = new ByteArrayOutputStream();
    System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
    try {
      MlflowLog log =
          new MlflowLog(
              registry(),
              new MlflowLog.Target("http://mlflow.example.org", "nightly", "m"),
              MlflowLogin.of(Map.of("MLFLOW_TRACKING_TOKEN", "secret")));
      new MlflowUpdates(log, System.out).finish();
    } finally {
      System.setErr(before);
    }
    assertThat(noted.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("note: the login of MLflow is sent to http://mlflow.example.org without")
        .doesNotContain("secret");
  }

  @Test
  void eachVersionIsLoggedAsItIsMade() throws IOException {
    make(1);
    make(2);
    server.failAt(1, FaultyMlflow.Fault.ERROR);
    updates.finish();

    assertThat(server.calls()).isEmpty();
    assertThat(pages()).containsExactly(page(1), page(2));
  }

  @Test
  void aServerThatComesBackHasAllVersionsInTheEnd() throws IOException {
    server.failAt(1, FaultyMlflow.Fault.ERROR);
    make(1);
    make(2);
    make(3);
    assertThat(server.calls()).hasSize(1);
    updates.finish();

    assertThat(server.statuses())
        .containsOnlyKeys("m 2001-06-05", "m 2001-06-06", "m 2001-06-07")
        .doesNotContainValue("RUNNING");
    assertThat(pages()).containsExactly(page(3));
  }

  /** There is nothing new after the attempt that failed, so another one is left to the user. */
  @Test
  void theLastVersionIsTriedOnce() throws IOException {
    make(1);
    server.failAt(1, FaultyMlflow.Fault.ERROR);
    make(2);

    assertThatThrownBy(updates::finish)
        .isInstanceOf(MlflowException.class)
        .hasMessage(FAILED, server.address());
    assertThat(server.calls()).hasSize(1);
    assertThat(pages()).containsExactly(page(1));
  }

  @Test
  void aFailureOfALaterDateRemainsTheFirst() throws IOException {
    server.failAt(1, FaultyMlflow.Fault.ERROR);
    make(1);
    make(2);
    IllegalStateException first = new IllegalStateException("no rows");
    updates.finish(first);
    assertThat(first.getSuppressed()).isEmpty();
    assertThat(pages()).containsExactly(page(2));

    server.failAt(1, FaultyMlflow.Fault.ERROR);
    make(3);
    updates.finish(first);
    assertThat(first.getSuppressed()).singleElement().isInstanceOf(MlflowException.class);
  }

  @Test
  void aFileThatCannotBeReadDoesNotEndTheCommand() throws IOException {
    make(1);
    LoggedVersion.publishDamaged(registry(), 6);
    updates.add(2);
    make(3);

    assertThatThrownBy(updates::finish)
        .isInstanceOf(MlflowException.class)
        .hasMessageContaining("gate.json does not have the expected format");
    assertThat(server.statuses()).containsKey("m 2001-06-07");
  }
}
