package ridgeline.model.mlflow;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ridgeline.data.TrainingRows;
import ridgeline.data.feature.FeatureDescription;

/**
 * The files that make the directory of a linear model an MLflow model as well. They depend on the
 * model only, so that the same model has the same files.
 */
public final class MlflowFiles {
  /** The file that describes the model. */
  public static final String FILE = "MLmodel";

  private static final String REQUIREMENTS = "requirements.txt";
  private static final String ENVIRONMENT = "python_env.yaml";
  private static final String EXAMPLE = "input_example.json";
  private static final String SERVING_EXAMPLE = "serving_input_example.json";

  /** The releases of MLflow whose format this is. */
  private static final String MLFLOW = "mlflow>=3,<4";

  /** Where the pipeline is in the directory of the model: at its root. */
  private static final String PIPELINE = ".";

  /** The number of a release, which a vendor may have extended. */
  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  /** All of it is ASCII, so that no reader of YAML stumbles over a character in a name. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .build();

  private MlflowFiles() {}

  /**
   * The texts of the files, by their names.
   *
   * @param means of features, by their names and in their order, for the example of an input
   * @param spark version of Spark that saves the model
   */
  public static SortedMap<String, String> of(
      FeatureDescription features, Map<String, Double> means, String spark) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    String pyspark = release(spark);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("flavors", flavors(pyspark));
    Map<String, Object> example = InputExample.of(features, means);
    if (!example.isEmpty()) {
      files.put(EXAMPLE, JSON.writeValueAsString(example));
      files.put(SERVING_EXAMPLE, JSON.writeValueAsString(Map.of("dataframe_split", example)));
      model.put(
          "saved_input_example_info",
          ordered(
              "artifact_path",
              EXAMPLE,
              "pandas_orient",
              "split",
              "serving_input_path",
              SERVING_EXAMPLE,
              "type",
              "dataframe"));
    }
    model.put(
        "signature",
        ordered(
            "inputs", JSON.writeValueAsString(inputs(features)),
            "outputs",
                JSON.writeValueAsString(List.of(column(TrainingRows.PREDICTION, "DOUBLE")))));
    files.put(FILE, YAML.writeValueAsString(model));
    files.put(REQUIREMENTS, MLFLOW + "\npyspark==" + pyspark + "\n");
    files.put(
        ENVIRONMENT,
        YAML.writeValueAsString(
            ordered(
                "build_dependencies", List.of("pip"),
                "dependencies", List.of("-r " + REQUIREMENTS))));
    return files;
  }

  private static String release(String spark) {
    Matcher release = RELEASE.matcher(spark);
    return release.lookingAt() ? release.group() : spark;
  }

  private static Map<String, Object> flavors(String pyspark) {
    return ordered(
        "python_function",
        ordered(
            "data",
            PIPELINE,
            "env",
            Map.of("virtualenv", ENVIRONMENT),
            "loader_module",
            "mlflow.spark"),
        "spark",
        ordered(
            "model_class", "pyspark.ml.pipeline.PipelineModel",
            "model_data", PIPELINE,
            "pyspark_version", pyspark));
  }

  private static List<Map<String, Object>> inputs(FeatureDescription features) {
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (FeatureDescription.InputColumn column : features.columns()) {
      inputs.add(
          column.name().equals(features.vector())
              ? ordered("name", column.name(), "required", true, "type", ColumnType.VECTOR)
              : column(column.name(), column.type()));
    }
    return inputs;
  }

  private static Map<String, Object> column(String name, String type) {
    Map<String, Object> column = ordered("name", name, "required", true);
    column.putAll(ColumnType.of(type));
    return column;
  }

  /** A map of alternating keys and values, in their order. */
  private static Map<String, Object> ordered(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }
}
