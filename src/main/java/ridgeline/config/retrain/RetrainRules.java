package ridgeline.config.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;
import ridgeline.config.data.ExpressionRules;
import ridgeline.config.linear.SweepRules;
import ridgeline.config.secret.Redaction;

/** The rules of a retraining that involve more than one key. */
final class RetrainRules {
  /** Keys with their defaults, which a job file that a run wrote has even if they do not apply. */
  private static final Map<String, String> FOLDS_ONLY = Map.of("count", ValidationConfig.COUNT);

  private static final Map<String, String> FORWARD_ONLY =
      Map.of(
          "horizon", ValidationConfig.HORIZON,
          "gap", ValidationConfig.GAP,
          "origins", ValidationConfig.ORIGINS);

  private final List<Problem> problems;

  RetrainRules(List<Problem> problems) {
    this.problems = problems;
  }

  /**
   * Checks a job.
   *
   * @param given without its defaults
   * @param job complete with its defaults; a value of a wrong type counts as given
   */
  void check(JsonNode given, JsonNode job) {
    new DataRules(problems).check(job.path("data"));
    new SweepRules(problems).checkGrid(job);
    checkStatistics(job);
    ExpressionRules expressions = new ExpressionRules(problems);
    expressions.check(job.path("partition").path("by"), "partition.by");
    expressions.check(job.path("buckets").path("by"), "buckets.by");
    checkValidation(given.path("validation"), job);
    checkWindow(job.path("window"));
    checkStore(job.path("store"), job.path("data").path("path"));
    checkMlflow(job.path("mlflow"));
  }

  /** Statistics are kept of files in partitions, and of features that do not depend on others. */
  private void checkStatistics(JsonNode job) {
    JsonNode data = job.path("data");
    for (String key : List.of("dataset", "sql")) {
      if (DataRules.isGiven(data, key)) {
        report(
            "data." + key,
            "has no partitions; give the path of a table, or the name of an Iceberg table");
      }
    }
    for (String key : List.of("vector", "formula")) {
      if (DataRules.isGiven(data, key)) {
        report(
            "data." + key,
            "statistics are kept of columns; list them under data.numeric and data.categorical");
      }
    }
    if (data.path("invalid").asText().equals("impute")) {
      report(
          "data.invalid",
          "impute takes the means of all partitions, which change with each; use drop or fail");
    }
    for (String key : List.of("engine", "refit")) {
      if (job.path(key).asText().equals("mllib-rows")) {
        report(key, "mllib-rows reads the rows, of which only statistics are kept; use mllib");
      }
    }
  }

  private void checkValidation(JsonNode given, JsonNode job) {
    boolean forward = job.path("validation").path("kind").asText().equals("forward");
    (forward ? FOLDS_ONLY : FORWARD_ONLY)
        .forEach(
            (key, unused) -> {
              if (DataRules.isGiven(given, key) && !given.path(key).asText().equals(unused)) {
                report(
                    "validation." + key,
                    "applies to kind %s only; remove it".formatted(forward ? "folds" : "forward"));
              }
            });
    int folds = job.path("validation").path("count").asInt();
    int buckets = job.path("buckets").path("count").asInt();
    if (!forward && folds > buckets) {
      report(
          "validation.count",
          "is %d, but folds are dealt from %d buckets; lower it, or raise buckets.count in a new store"
              .formatted(folds, buckets));
    }
  }

  private void checkWindow(JsonNode window) {
    if (DataRules.isGiven(window, "last") && window.path("all").asBoolean()) {
      report("window.all", "cannot be combined with last; remove one of them");
    }
  }

  private void checkStore(JsonNode store, JsonNode table) {
    if (!store.isTextual()) {
      return;
    }
    if (Redaction.isRedacted(store.textValue())) {
      report("store", "was redacted by the run that wrote it; give the secret again");
    } else if (table.isTextual()) {
      StoreLocation.problem(store.textValue(), table.textValue())
          .ifPresent(problem -> report("store", problem));
    }
  }

  private void checkMlflow(JsonNode mlflow) {
    if (!DataRules.isGiven(mlflow, "uri")) {
      for (String key : List.of("experiment", "model")) {
        if (DataRules.isGiven(mlflow, key)) {
          report("mlflow." + key, "has no effect without mlflow.uri; give the server's address");
        }
      }
      return;
    }
    if (mlflow.path("uri").isTextual()) {
      MlflowAddress.problem(mlflow.path("uri").textValue())
          .ifPresent(problem -> report("mlflow.uri", problem));
    }
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
