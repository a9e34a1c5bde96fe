package ridgeline.config.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;

@Tag("plain")
class RetrainConfigReaderTest {
  private static final String JOB =
      "{name: m, store: s, data: {path: t, label: y, numeric: [a, b], categorical: c}}";

  private static RetrainConfig read(String... overrides) throws ConfigException {
    return RetrainConfigReader.read(JOB, "job.yaml", List.of(overrides));
  }

  @Test
  void onlyNameStoreAndDataAreRequired() throws Exception {
    RetrainConfig config = read();

    assertThat(config.partition().by()).containsExactly("day");
    assertThat(config.window()).isEqualTo(new WindowConfig(null, false, null));
    assertThat(config.gate().newest()).isEqualTo("7 days");
    assertThat(config.sweep().folds().count()).isEqualTo(10);
    assertThat(read("validation.kind=forward").sweep().folds().count()).isEqualTo(8);
    assertThatThrownBy(() -> RetrainConfigReader.read("{}", "job.yaml", List.of()))
        .hasMessageContaining("name: is required")
        .hasMessageContaining("store: is required")
        .hasMessageContaining("data: is required");
  }

  @Test
  void theBundledJobFileIsReadBackAsItIsWritten() throws Exception {
    String text = Files.readString(Path.of("conf/retrain-flights.yaml"));
    RetrainConfig config = RetrainConfigReader.read(text, "job.yaml", List.of());

    assertThat(RetrainConfigReader.read(ConfigWriter.render(config), "job.yaml", List.of()))
        .isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          data.sql=select 1          | data.sql: has no partitions; give the path of a table, or the name of an Iceberg table
          data.dataset=diamonds      | data.dataset: has no partitions; give the path of a table, or the name of an Iceberg table
          data.vector=v              | data.vector: statistics are kept of columns; list them under data.numeric and data.categorical
          data.formula=y ~ a         | data.formula: statistics are kept of columns; list them under data.numeric and data.categorical
          data.invalid=impute        | data.invalid: impute takes the means of all partitions, which change with each; use drop or fail
          engine=mllib-rows          | engine: mllib-rows reads the rows, of which only statistics are kept; use mllib
          refit=mllib-rows           | refit: mllib-rows reads the rows, of which only statistics are kept; use mllib
          validation.count=21        | validation.count: is 21, but folds are dealt from 20 buckets; lower it, or raise buckets.count in a new store
          validation.horizon=3 days  | validation.horizon: applies to kind forward only; remove it
          `validation={kind: forward, count: 3}` | validation.count: applies to kind folds only; remove it
          `window={last: 90 days, all: true}`    | window.all: cannot be combined with last; remove one of them
          partition.by=(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((day | partition.by[0]: is nested 101 levels deep; the limit is 100; compute its parts as columns first
          window.last=90             | window.last: must be text, in quotes if need be, got: 90
          window.last=90days         | window.last: must be text such as "90 days", from 1 to 9999 days, weeks, months or years, got: "90days"
          window.halfLife=0 days     | window.halfLife: must be text such as "90 days", from 1 to 9999 days, weeks, months or years, got: "0 days"
          window.halfLife=10000 days | window.halfLife: must be text such as "90 days", from 1 to 9999 days, weeks, months or years, got: "10000 days"
          validation.gap=10000 days  | validation.gap: must be text such as "2 days", from 0 to 9999 days, weeks, months or years, got: "10000 days"
          gate.newest=               | ``
          gate.confidence=1          | gate.confidence: must be in (0.5, 1), got: 1
          gate.minR2=2               | gate.minR2: must be finite and <= 1, got: 2
          gate.maxDrft=2             | gate.maxDrft: is not a known key; did you mean 'maxDrift'?
          store=s3a://k:*****@b/x    | store: was redacted by the run that wrote it; give the secret again
          store=./t/../t/store       | store: is in data.path, where each would take files of the other for its own; give another directory
          folds.count=5              | folds: is not a known key
          mlflow.uri=https://mlflow.example.org/a/ | ``
          mlflow.uri=databricks      | mlflow.uri: must be the address of a server, such as http://127.0.0.1:5000, got: databricks
          mlflow.uri=sqlite:///m.db  | mlflow.uri: must be the address of a server
          mlflow.uri=http://h/?a=b   | mlflow.uri: must be the address of a server
          `mlflow.uri=http://h h`    | mlflow.uri: must be the address of a server
          mlflow.uri=http://ann:pw@h | mlflow.uri: must not have a user or a password; they come from the environment, MLFLOW_TRACKING_USERNAME
          mlflow.experiment=e        | mlflow.experiment: has no effect without mlflow.uri; give the server's address
          `mlflow={uri: 'http://h', model: a/b}` | mlflow.model: must be text such as "flights", got: "a/b"
          """)
  void whatDoesNotFitIsNamed(String override, String problem) throws ConfigException {
    if (problem.isEmpty()) {
      read(override);
    } else {
      assertThatThrownBy(() -> read(override))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(problem);
    }
  }

  /** So a date is not done again because it is logged, or was done by an earlier release. */
  @Test
  void theHashDoesNotDependOnWhereVersionsAreLogged() throws ConfigException {
    RetrainConfig logged = read("mlflow.uri=http://127.0.0.1:5000", "mlflow.experiment=e");

    assertThat(logged.hash()).isEqualTo(read().hash()).isNotEqualTo(read("keep.versions=3").hash());
    assertThat(RetrainConfigReader.read(ConfigWriter.render(logged), "job.yaml", List.of()))
        .isEqualTo(logged);
  }
}
