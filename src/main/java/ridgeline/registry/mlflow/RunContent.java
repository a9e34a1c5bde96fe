package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.Drift;
import ridgeline.registry.gate.Verdict;

/**
 * What is logged of a version besides its files. It follows from the files, so it is the same
 * whenever it is logged.
 *
 * @param verdict what the gate decided
 * @param started when the retraining started, in milliseconds since 1970
 * @param ended when it recorded the version
 * @param params the keys of the job file that have a value, and the chosen penalty
 */
record RunContent(
    Verdict verdict,
    long started,
    long ended,
    Map<String, String> params,
    Map<String, Double> metrics) {
  /** MLflow's limit on a parameter's value. */
  private static final int MAX_PARAM = 6000;

  /** Sections that say nothing about the model. */
  private static final Set<String> LEFT_OUT = Set.of("name", "store", "keep", "mlflow");

  private static final Set<String> OF_FOLDS = Set.of("count");

  private static final Set<String> OF_FORWARD = Set.of("horizon", "gap", "origins");

  /** Characters that MLflow does not take in a name. */
  private static final String STRANGE = "[^A-Za-z0-9_./ -]";

  /**
   * Reads the files of a version.
   *
   * @throws IOException if they are gone, or do not have the expected format
   */
  static RunContent of(ModelVersion version, VersionFiles files) throws IOException {
    JsonNode job = new YAMLMapper().readTree(files.read("job.yaml"));
    JsonNode sweep = new JsonMapper().readTree(files.read("sweep.json"));
    Verdict verdict = files.read(Verdict.FILE, Verdict.class);
    long ended = Instant.parse(version.created()).toEpochMilli();
    String started = files.result().at("/provenance/started").asText();
    return new RunContent(
        verdict,
        started.isEmpty() ? ended : milliseconds(started),
        ended,
        params(job, sweep.path("selected")),
        metrics(files.result(), sweep, verdict));
  }

  private static long milliseconds(String started) throws IOException {
    try {
      return Instant.parse(started).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IOException(
          "provenance.started of %s is no time: %s"
              .formatted(VersionFiles.RESULT, Printable.message(started)),
          e);
    }
  }

  private static Map<String, String> params(JsonNode job, JsonNode selected) {
    Map<String, String> params = new TreeMap<>();
    boolean forward = job.at("/validation/kind").asText().equals("forward");
    for (Map.Entry<String, JsonNode> section : job.properties()) {
      String name = section.getKey();
      if (LEFT_OUT.contains(name)) {
        continue;
      }
      if (!section.getValue().isObject()) {
        putParam(params, name, section.getValue());
        continue;
      }
      Set<String> idle = forward ? OF_FOLDS : OF_FORWARD;
      for (Map.Entry<String, JsonNode> key : section.getValue().properties()) {
        boolean unused = name.equals("validation") && idle.contains(key.getKey());
        boolean secret = name.equals("data") && key.getKey().equals("options");
        if (!unused && !secret) {
          putParam(params, name + "." + key.getKey(), key.getValue());
        }
      }
    }
    putParam(params, "elasticNetParam", selected.path("elasticNetParam"));
    putParam(params, "regParam", selected.path("regParam"));
    return params;
  }

  private static void putParam(Map<String, String> params, String key, JsonNode value) {
    boolean empty = value.isMissingNode() || value.isNull();
    if (!empty && !(value.isContainerNode() && value.isEmpty())) {
      params.put(key, Tags.cut(value.isValueNode() ? value.asText() : value.toString(), MAX_PARAM));
    }
  }

  private static Map<String, Double> metrics(JsonNode result, JsonNode sweep, Verdict verdict) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    String error = verdict.metric();
    putMetric(metrics, "newest/" + error, verdict.candidate().error());
    putMetric(metrics, "newest/r2", verdict.candidate().r2());
    Verdict.@Nullable Champion champion = verdict.champion();
    if (champion != null) {
      putMetric(metrics, "newest/champion_" + error, champion.scores().error());
      putMetric(metrics, "newest/champion_r2", champion.scores().r2());
    }
    if (verdict.improvement() != null) {
      putMetric(metrics, "newest/improvement", verdict.improvement().estimate());
      putMetric(metrics, "newest/improvement_lower", verdict.improvement().lower());
      putMetric(metrics, "newest/improvement_upper", verdict.improvement().upper());
    }
    verdict.drift().stream()
        .max(Comparator.comparingDouble(Drift::psi))
        .ifPresent(drift -> putMetric(metrics, "newest/largest_drift", drift.psi()));
    putMetric(metrics, "newest/rows", (double) verdict.newest().rows());
    JsonNode selected = sweep.path("selected");
    for (String name : new String[] {"rmse", "r2", "cvm", "cvsd"}) {
      putMetric(metrics, "cv/" + name, selected.path(name));
    }
    JsonNode window = result.path("window");
    putMetric(metrics, "training/rows", window.path("rows"));
    putMetric(metrics, "training/features", window.path("features"));
    putMetric(metrics, "training/nonzero", selected.path("nzero"));
    putMetric(metrics, "training/partitions", window.path("partitions"));
    JsonNode partitions = result.path("partitions");
    putMetric(
        metrics,
        "training/partitions_read",
        partitions.path("added").size() + partitions.path("changed").size());
    double seconds = 0;
    for (Map.Entry<String, JsonNode> stage : result.path("seconds").properties()) {
      seconds += stage.getValue().asDouble();
      putMetric(metrics, "seconds/" + stage.getKey().replaceAll(STRANGE, "_"), stage.getValue());
    }
    putMetric(metrics, "seconds/total", seconds);
    return metrics;
  }

  private static void putMetric(Map<String, Double> metrics, String key, JsonNode value) {
    if (value.isNumber()) {
      putMetric(metrics, key, value.doubleValue());
    }
  }

  /** JSON has no NaN. */
  private static void putMetric(Map<String, Double> metrics, String key, double value) {
    if (Double.isFinite(value)) {
      metrics.put(key, value);
    }
  }
}
