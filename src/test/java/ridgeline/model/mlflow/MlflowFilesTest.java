package ridgeline.model.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.FeatureDescription.Category;
import ridgeline.data.feature.FeatureDescription.InputColumn;
import ridgeline.data.feature.LevelType;

/** The files that make a linear model an MLflow model; {@code .ci/run} loads them with MLflow. */
@Tag("plain")
class MlflowFilesTest {
  private static final String SPARK = "4.1.0";

  private static FeatureDescription features(
      List<InputColumn> columns, List<String> numeric, List<Category> categorical) {
    return FeatureDescription.ofExpressions(
        columns,
        numeric,
        categorical,
        Stream.concat(
                numeric.stream()
                    .map(e -> new FeatureDescription.Product(List.of(0), List.of(), false)),
                categorical.stream()
                    .map(e -> new FeatureDescription.Product(List.of(), List.of(0), false)))
            .toList(),
        List.of(),
        InvalidValuePolicy.FAIL,
        false,
        "UTC",
        true);
  }

  private static FeatureDescription of(String name, String type) {
    return features(List.of(new InputColumn(name, type)), List.of("a"), List.of());
  }

  private static JsonNode model(FeatureDescription features) throws IOException {
    return new YAMLMapper().readTree(file(features, Map.of(), MlflowFiles.FILE));
  }

  private static String file(FeatureDescription features, Map<String, Double> means, String name)
      throws IOException {
    return String.valueOf(MlflowFiles.of(features, means, SPARK).get(name));
  }

  private static JsonNode schema(FeatureDescription features, String name) throws IOException {
    return new JsonMapper().readTree(model(features).path("signature").path(name).textValue());
  }

  @Test
  void bothFlavoursFindThePipelineInTheDirectoryItself() throws IOException {
    JsonNode flavors = model(of("a", "DOUBLE")).path("flavors");
    assertThat(flavors.path("spark").path("model_data").textValue()).isEqualTo(".");
    assertThat(flavors.path("spark").path("pyspark_version").textValue()).isEqualTo(SPARK);
    assertThat(flavors.path("python_function").path("data").textValue()).isEqualTo(".");
    assertThat(flavors.path("python_function").path("loader_module").textValue())
        .isEqualTo("mlflow.spark");
    assertThat(flavors.path("python_function").path("env").path("virtualenv").textValue())
        .isEqualTo("python_env.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.1.0", "4.1.0-vendor-2", "4.1.0.77"})
  void pysparkIsTheReleaseThatSavedTheModel(String spark) throws IOException {
    assertThat(MlflowFiles.of(of("a", "DOUBLE"), Map.of(), spark).get("requirements.txt"))
        .isEqualTo("mlflow>=3,<4\npyspark==4.1.0\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOLEAN | boolean",
        "TINYINT | integer",
        "SMALLINT | integer",
        "INT | integer",
        "BIGINT | long",
        "FLOAT | float",
        "DOUBLE | double",
        "STRING | string",
        "BINARY | binary",
        "TIMESTAMP | datetime",
        "TIMESTAMP_NTZ | datetime",
        "DATE | any",
        "DECIMAL(10,2) | any",
        "STRUCT<a: INT> | any",
        "MAP<STRING, INT> | any",
        "INTERVAL DAY | any",
        "ARRAY<STRUCT<a: INT>> | any",
        "a type of somebody | any"
      })
  void aColumnHasATypeThatKeepsItsValues(String spark, String mlflow) throws IOException {
    JsonNode column = schema(of("a", spark), "inputs").path(0);
    assertThat(column.path("type").textValue()).isEqualTo(mlflow);
    assertThat(column.path("required").booleanValue()).isTrue();
  }

  @Test
  void anArrayHasATypeOfItsItems() throws IOException {
    JsonNode column = schema(of("a", "ARRAY<BIGINT>"), "inputs").path(0);
    assertThat(column.path("type").textValue()).isEqualTo("array");
    assertThat(column.path("items").path("type").textValue()).isEqualTo("long");
  }

  @Test
  void aVectorIsOfMllib() throws IOException {
    FeatureDescription vector =
        FeatureDescription.ofVector(
            new InputColumn("v", SQLDataTypes.VectorType().sql()),
            InvalidValuePolicy.FAIL,
            "UTC",
            true);
    assertThat(schema(vector, "inputs").path(0).path("type").textValue())
        .isEqualTo("sparkml_vector");
    assertThat(model(vector).has("saved_input_example_info")).isFalse();
    Map<String, Double> means = new LinkedHashMap<>();
    means.put("v_1", 2.0);
    means.put("v_0", 1.0 / 3);
    assertThat(file(vector, means, "input_example.json"))
        .isEqualTo("{\"columns\":[\"v\"],\"data\":[[[2.0,0.333]]]}");
  }

  @Test
  void thePredictionIsTheOnlyOutput() throws IOException {
    JsonNode outputs = schema(of("a", "DOUBLE"), "outputs");
    assertThat(outputs.toString())
        .isEqualTo("[{\"name\":\"prediction\",\"required\":true,\"type\":\"double\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b",
        "- a",
        "# a",
        "'a' \"b\"",
        "a\nflavors: {}",
        "%a",
        "&a *a !!a",
        "\u0085\u2028\u0000\ud83d\ude00",
        "{a}",
        "true",
        "\\\"",
        ""
      })
  void aNameIsReadAsItIs(String name) throws IOException {
    FeatureDescription features = of(name, "DOUBLE");
    assertThat(schema(features, "inputs").path(0).path("name").textValue()).isEqualTo(name);
    assertThat(file(features, Map.of(), MlflowFiles.FILE)).matches("[\\n\\x20-\\x7e]+");
    assertThat(model(features).path("flavors").size()).isEqualTo(2);
  }

  @Test
  void theExampleHasRoundedMeansAndFirstLevels() throws IOException {
    FeatureDescription features =
        features(
            List.of(
                new InputColumn("a", "DOUBLE"),
                new InputColumn("n", "INT"),
                new InputColumn("a b", "FLOAT"),
                new InputColumn("c", "STRING"),
                new InputColumn("m", "BIGINT"),
                new InputColumn("f", "BOOLEAN"),
                new InputColumn("d", "DATE"),
                new InputColumn("t", "TIMESTAMP"),
                new InputColumn("p", "DECIMAL(4,2)"),
                new InputColumn("q", "DECIMAL(4,2)")),
            List.of("a", "n", "log(`a b`)"),
            List.of(
                new Category("c", LevelType.TEXT, List.of("u: v", "w")),
                new Category("m", LevelType.NUMBER, List.of("12", "13")),
                new Category("f", LevelType.BOOLEAN, List.of("false", "true")),
                new Category("q", LevelType.NUMBER, List.of("1.50"))));
    Map<String, Double> means = Map.of("a", 1234.5678, "n", 2.6, "log(`a b`)", -3.0);
    assertThat(file(features, means, "input_example.json"))
        .isEqualTo(
            "{\"columns\":[\"a\",\"n\",\"a b\",\"c\",\"m\",\"f\",\"d\",\"t\",\"p\",\"q\"],"
                + "\"data\":[[1230.0,3,1.0,\"u: v\",12,false,"
                + "\"2001-01-01\",\"2001-01-01 00:00:00\",1.0,\"1.50\"]]}");
    assertThat(file(features, means, "serving_input_example.json"))
        .isEqualTo(
            "{\"dataframe_split\":%s}".formatted(file(features, means, "input_example.json")));
    assertThat(model(features).path("saved_input_example_info").path("artifact_path").textValue())
        .isEqualTo("input_example.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STRING", "BINARY", "ARRAY<DOUBLE>", "MAP<STRING, INT>"})
  void aColumnThatCouldOnlyBeGuessedLeavesTheExampleOut(String type) throws IOException {
    assertThat(MlflowFiles.of(of("a", type), Map.of("a", 1.0), SPARK))
        .containsOnlyKeys(MlflowFiles.FILE, "requirements.txt", "python_env.yaml");
    assertThat(model(of("a", type)).has("saved_input_example_info")).isFalse();
  }
}
