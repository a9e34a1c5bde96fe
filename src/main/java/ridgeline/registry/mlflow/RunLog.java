package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.RegistryException;
import ridgeline.registry.VersionFiles;

/**
 * The runs of an experiment, of which each version has one. A run that was not finished is
 * completed: it is found by the directory of its version, whose name is unique, and everything that
 * is logged follows from the version, so that logging it twice changes nothing.
 */
final class RunLog {
  static final String DIRECTORY = "ridgeline.directory";

  /** Version of what is logged; runs of another one cannot be completed. */
  private static final String FORMAT = "ridgeline.format";

  private static final String CURRENT_FORMAT = "1";

  /** A tag by which MLflow's pages show an experiment as one of models, not of agents. */
  private static final String KIND = "mlflow.experimentKind";

  private static final String MODELS = "custom_model_development";

  /** MLflow's limit on the parameters of one call; there are fewer metrics and tags. */
  private static final int MAX_PARAMS = 100;

  private static final int ATTEMPTS = 5;

  private static final Pattern PROXIED = Pattern.compile("mlflow-artifacts:/([^/].*)");

  private final MlflowServer server;
  private final String experiment;

  private RunLog(MlflowServer server, String experiment) {
    this.server = server;
    this.experiment = experiment;
  }

  /**
   * Opens an experiment, which is created if need be.
   *
   * @throws IOException if it was deleted
   */
  static RunLog open(MlflowServer server, String name) throws IOException {
    JsonNode found = found(server, name);
    if (found == null) {
      ObjectNode created = MlflowServer.body().put("name", name);
      created.set("tags", Tags.of(Map.of(KIND, MODELS)));
      server.create("experiments/create", created);
      found = found(server, name);
    }
    if (found == null) {
      throw new MlflowException(
          "%s does not show the experiment %s, which was created just now"
              .formatted(server.address(), name),
          null);
    }
    if (found.at("/experiment/lifecycle_stage").asText().equals("deleted")) {
      throw new MlflowException(
          "the experiment %s of %s was deleted; restore it, or give another one"
              .formatted(name, server.address()),
          null);
    }
    return new RunLog(server, server.required(found, "/experiment/experiment_id"));
  }

  private static @Nullable JsonNode found(MlflowServer server, String name) throws IOException {
    return server.find("experiments/get-by-name", Map.of("experiment_name", name));
  }

  /**
   * A run as a server lists it.
   *
   * @param status such as {@code RUNNING}
   * @param artifacts where the server keeps its files
   * @param format of what is logged
   */
  record Run(String id, String status, String artifacts, String format) {
    private boolean isFinished() {
      return status.equals("FINISHED");
    }
  }

  /**
   * Logs a version, unless it is logged.
   *
   * @param name of the run
   * @param tags of the run, besides those by which it is found
   * @return the run, which is finished
   */
  Run log(
      String name,
      ModelVersion version,
      RunContent content,
      Map<String, String> tags,
      VersionFiles files)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Run> runs = find(version);
      if (runs.isEmpty()) {
        create(name, version, content);
        continue; // another process may have created one, too; both then complete the first
      }
      Run run = runs.get(0);
      if (!run.isFinished()) {
        complete(run, content, tags, files);
        if (!first(find(version)).equals(run.id)) {
          continue;
        }
        update(run, "FINISHED", content.ended());
      }
      for (Run other : runs.subList(1, runs.size())) {
        delete(other);
      }
      return run;
    }
    throw new MlflowException(
        "the runs of %s on %s change again and again; do other processes log them?"
            .formatted(version.directory(), server.address()),
        null);
  }

  private static String first(List<Run> runs) {
    return runs.isEmpty() ? "" : runs.get(0).id;
  }

  /** The runs of a version that can be completed, those that are complete first. */
  private List<Run> find(ModelVersion version) throws IOException {
    ObjectNode query = MlflowServer.body();
    query.putArray("experiment_ids").add(experiment);
    query.put("filter", "tags.`%s` = '%s'".formatted(DIRECTORY, version.directory()));
    List<Run> runs = new ArrayList<>();
    for (JsonNode found : server.call("runs/search", query).path("runs")) {
      Run run = run(found);
      if (run.isFinished() || run.format.equals(CURRENT_FORMAT)) {
        runs.add(run);
      } else {
        delete(run);
      }
    }
    runs.sort(Comparator.comparing((Run run) -> !run.isFinished()).thenComparing(Run::id));
    return runs;
  }

  private Run run(JsonNode found) throws IOException {
    return new Run(
        server.required(found, "/info/run_id"),
        server.required(found, "/info/status"),
        server.required(found, "/info/artifact_uri"),
        Tags.value(found.at("/data/tags"), FORMAT));
  }

  private void create(String name, ModelVersion version, RunContent content) throws IOException {
    ObjectNode run = MlflowServer.body();
    run.put("experiment_id", experiment);
    run.put("run_name", name);
    run.put("start_time", content.started());
    run.set("tags", Tags.of(Map.of(DIRECTORY, version.directory(), FORMAT, CURRENT_FORMAT)));
    server.required(server.call("runs/create", run), "/run/info/run_id");
  }

  private void complete(Run run, RunContent content, Map<String, String> tags, VersionFiles files)
      throws IOException {
    try {
      if (!run.status.equals("RUNNING")) {
        update(run, "RUNNING", content.ended());
      }
      logValues(run, content, tags);
      for (Map.Entry<String, String> file : files.hashes().entrySet()) {
        upload(run, file.getKey(), files.read(file.getKey(), file.getValue()));
      }
      upload(run, VersionFiles.RESULT, files.last());
    } catch (IOException | RegistryException e) {
      markFailed(run, content, e);
      throw e;
    }
  }

  private void logValues(Run run, RunContent content, Map<String, String> tags) throws IOException {
    List<Map.Entry<String, String>> params = List.copyOf(content.params().entrySet());
    for (int from = 0; from < params.size(); from += MAX_PARAMS) {
      ObjectNode batch = MlflowServer.body().put("run_id", run.id);
      ArrayNode batched = batch.putArray("params");
      params
          .subList(from, Math.min(from + MAX_PARAMS, params.size()))
          .forEach(
              param ->
                  batched.addObject().put("key", param.getKey()).put("value", param.getValue()));
      server.call("runs/log-batch", batch);
    }
    ObjectNode batch = MlflowServer.body().put("run_id", run.id);
    batch.set("tags", Tags.of(tags));
    ArrayNode metrics = batch.putArray("metrics");
    content
        .metrics()
        .forEach(
            (key, value) ->
                metrics
                    .addObject()
                    .put("key", key)
                    .put("value", value)
                    .put("timestamp", content.ended())
                    .put("step", 0));
    server.call("runs/log-batch", batch);
  }

  private void upload(Run run, String name, byte[] content) throws IOException {
    Matcher proxied = PROXIED.matcher(run.artifacts);
    if (!proxied.matches()) {
      throw MlflowException.ofAnswer(
          "%s takes no files, as its runs have theirs in %s; start it with --artifacts-destination, or give an experiment without a location of its own"
              .formatted(server.address(), Redaction.location(run.artifacts)));
    }
    server.upload(proxied.group(1) + "/" + name, content);
  }

  /** If the server still answers; otherwise the run stays one that is not finished. */
  private void markFailed(Run run, RunContent content, Exception cause) {
    boolean silent = cause instanceof MlflowException failure && !failure.isAnswer();
    if (silent || cause instanceof InterruptedIOException) {
      return;
    }
    try {
      update(run, "FAILED", content.ended());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void update(Run run, String status, long ended) throws IOException {
    ObjectNode update = MlflowServer.body().put("run_id", run.id).put("status", status);
    if (!status.equals("RUNNING")) {
      update.put("end_time", ended);
    }
    server.call("runs/update", update);
  }

  private void delete(Run run) throws IOException {
    server.call("runs/delete", MlflowServer.body().put("run_id", run.id));
  }
}
