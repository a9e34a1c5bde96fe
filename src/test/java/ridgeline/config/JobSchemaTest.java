package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.compare.CompareConfig;
import ridgeline.config.compare.CompareConfigReader;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.retrain.RetrainConfig;

@Tag("plain")
class JobSchemaTest {

  private static final boolean UPDATE = Boolean.getBoolean("ridgeline.updateSchema");

  /** The schema of each kind of job, and the records that it is generated from. */
  private enum Kind {
    SWEEP(SweepConfig.class),
    COMPARE(CompareConfig.class),
    TRAIN(TrainConfig.class),
    RETRAIN(RetrainConfig.class);

    private final Class<? extends Record> records;

    Kind(Class<? extends Record> records) {
      this.records = records;
    }

    String fileName() {
      return name().toLowerCase(Locale.ROOT) + ".schema.json";
    }

    Path file() {
      return Path.of("conf", fileName());
    }
  }

  @ParameterizedTest
  @EnumSource
  void committedSchemaMatchesTheRecords(Kind kind) throws IOException {
    String generated = JobSchema.generate(kind.records).toPrettyString() + "\n";
    if (UPDATE) {
      Files.writeString(kind.file(), generated);
    }
    assertThat(Files.readString(kind.file()))
        .as(
            "%s is out of date; update it with"
                + " mvn test -Dtest=JobSchemaTest -Dridgeline.updateSchema=true",
            kind.file())
        .isEqualTo(generated);
  }

  @ParameterizedTest
  @EnumSource
  void jarHoldsTheCommittedSchema(Kind kind) throws IOException {
    assumeThat(UPDATE).as("the file has changed since it was copied").isFalse();
    try (InputStream resource = ConfigWriter.class.getResourceAsStream(kind.fileName())) {
      assertThat(resource).isNotNull().hasBinaryContent(Files.readAllBytes(kind.file()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare-article.yaml", "compare-diamonds.yaml"})
  void shippedComparisonsFit(String name) throws Exception {
    String text = Files.readString(Path.of("conf", name));
    assertThat(validate(text, Kind.COMPARE)).isEmpty();
    String rendered = ConfigWriter.render(CompareConfigReader.read(text, name, List.of()));
    assertThat(validate(rendered, Kind.COMPARE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"train-fashion-article.yaml", "train-fashion.yaml", "train-diamonds-mlp.yaml"})
  void shippedTrainingsFit(String name) throws Exception {
    String text = Files.readString(Path.of("conf", name));
    assertThat(validate(text, Kind.TRAIN)).isEmpty();
    TrainConfig config = TrainConfigReader.read(text, name, List.of());
    String rendered = ConfigWriter.render(config);
    assertThat(validate(rendered, Kind.TRAIN)).isEmpty();
    assertThat(TrainConfigReader.read(rendered, name, List.of())).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: [conv]",
        "network: [pool]",
        "network: [{dense: 0}]",
        "network: [{dense: 10, units: 5}]",
        "network: []",
        "network: [{dense: 1}]\nregularisation: {dropout: 1}",
        "network: [{dense: 1}]\noptimiser: {method: lbfgs}"
      })
  void badTrainingsFailHereAsInTheReader(String section) throws JsonProcessingException {
    String text = "name: train\ndata: {idx: none}\n" + section;
    assertThat(validate(text, Kind.TRAIN)).isNotEmpty();
    assertThatThrownBy(() -> TrainConfigReader.read(text, "job.yaml", List.of()))
        .isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep-diamonds.yaml", "sweep-diabetes.yaml", "sweep-article.yaml"})
  void shippedJobFilesFit(String name) throws Exception {
    String text = Files.readString(Path.of("conf", name));
    assertThat(validate(text)).isEmpty();
    String rendered = ConfigWriter.render(Jobs.read(text));
    assertThat(validate(rendered)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "folds: {by: customer}",
        "folds:",
        "folds: {count: , by: , seed: , column: }",
        "grid: {elasticNetParam: 0.5, regParam: 0.1}",
        "grid: {regParam: [0, 1]}",
        "grid: {regParam: {count: 5, minRatio: 0.01}}",
        "grid: {penaltyFactor: {x: 0.5}}",
        "earlyStopping: {minImprovement: 0}",
        "select: {rule: 1se}",
        "refit: statistics",
        "report: {heldOut: false}"
      })
  void goodSectionsFit(String section) throws JsonProcessingException {
    assertThat(validate(Jobs.LINE + section)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fold: {count: 3}",
        "folds: {cuont: 3}",
        "folds: 3",
        "folds: {count: 1}",
        "folds: {count: 2.5}",
        "folds: {count: \"3\"}",
        "folds: {by: [a, a]}",
        "folds: {column: ''}",
        "grid: {elasticNetParam: []}",
        "grid: {elasticNetParam: [0, 1.5]}",
        "grid: {elasticNetParam: -0.5}",
        "grid: {regParam: []}",
        "grid: {regParam: [-1]}",
        "grid: {regParam: many}",
        "grid: {regParam: {count: 0}}",
        "grid: {regParam: {minRatio: 0}}",
        "grid: {regParam: {minRatio: 1}}",
        "grid: {regParam: {cout: 1}}",
        "grid: {standardization: 1}",
        "grid: {l2Scale: glmnet}",
        "grid: {penaltyFactor: {x: -1}}",
        "grid: {penaltyFactor: {x: one}}",
        "earlyStopping: {minImprovement: -1}",
        "select: {rule: max}",
        "engine: 5",
        "solver: {tol: 0}",
        "report: {heldOut: no thanks}"
      })
  void badSectionsFailHereAsInTheReader(String section) throws JsonProcessingException {
    assertThat(validate(Jobs.LINE + section)).isNotEmpty();
    assertThat(Jobs.problems(Jobs.LINE + section)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {dataset: diamonds}",
        "name: sweep",
        "{name: My sweep, data: {}}",
        "{name: 5, data: {}}",
        "{name: sweep, data: {dataset: iris}}",
        "{name: sweep, data: {interactions: [[x]]}}",
        "{name: sweep, data: {options: {a: [1]}}}",
        "{name: sweep, data: {degree: 0}}"
      })
  void badNamesAndDataFail(String text) throws JsonProcessingException {
    assertThat(validate(text)).isNotEmpty();
    assertThat(Jobs.problems(text)).isNotEmpty();
  }

  private static Set<ValidationMessage> validate(String yaml) throws JsonProcessingException {
    return validate(yaml, Kind.SWEEP);
  }

  private static Set<ValidationMessage> validate(String yaml, Kind kind)
      throws JsonProcessingException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(JobSchema.generate(kind.records));
    return schema.validate(JobFileParser.parse(yaml));
  }
}
