package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ridgeline.model.ModelDirectory;

/**
 * A registered model of an MLflow server, which belongs to one registry of ours: that with the name
 * of whose first directory it is tagged. The aliases of two would overwrite each other.
 */
final class RegisteredModel {
  static final String VERSION = "ridgeline.version";

  private static final String REGISTRY = "ridgeline.registry";

  private static final int PAGE = 1000;

  private static final int MAX_PAGES = 1000;

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  private final MlflowServer server;
  private final String name;

  private RegisteredModel(MlflowServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /**
   * Opens a registered model, which is created if need be. One without versions that others have
   * created is taken over.
   *
   * @param registry identifies the registry
   * @param description of a model that is created
   * @throws IOException if it belongs to another registry, or has versions of others
   */
  static RegisteredModel open(MlflowServer server, String name, String registry, String description)
      throws IOException {
    RegisteredModel model = new RegisteredModel(server, name);
    JsonNode found = model.get();
    if (found == null) {
      ObjectNode created = model.body().put("description", Tags.cut(description));
      created.set("tags", Tags.of(Map.of(REGISTRY, registry)));
      server.create("registered-models/create", created);
      found = model.get();
    }
    String owner = found == null ? "" : Tags.value(found.at("/registered_model/tags"), REGISTRY);
    if (owner.isEmpty() && model.search("", 1).path("model_versions").isEmpty()) {
      server.call(
          "registered-models/set-tag", model.body().put("key", REGISTRY).put("value", registry));
    } else if (!owner.equals(registry)) {
      throw new MlflowException(
          "the registered model %s of %s has versions %s; give another name in mlflow.model"
              .formatted(
                  name,
                  server.address(),
                  owner.isEmpty() ? "that Ridgeline did not log" : "of another store"),
          null);
    }
    return model;
  }

  /** The address of its page. */
  String page() {
    return "%s/#/models/%s"
        .formatted(
            server.address(), URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private @Nullable JsonNode get() throws IOException {
    return server.find("registered-models/get", Map.of("name", name));
  }

  private ObjectNode body() {
    return MlflowServer.body().put("name", name);
  }

  private JsonNode search(String page, int results) throws IOException {
    return search("name='%s'".formatted(name), page, results);
  }

  private JsonNode search(String filter, String page, int results) throws IOException {
    Map<String, String> query =
        new TreeMap<>(Map.of("filter", filter, "max_results", String.valueOf(results)));
    if (!page.isEmpty()) {
      query.put("page_token", page);
    }
    JsonNode found = server.find("model-versions/search", query);
    return found == null ? MlflowServer.body() : found;
  }

  /** The number in MLflow of each of our versions that it has; the first if there are several. */
  Map<Long, Long> versions() throws IOException {
    Map<Long, Long> versions = new TreeMap<>();
    String page = "";
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      JsonNode found = search(page, PAGE);
      for (JsonNode version : found.path("model_versions")) {
        String ours = Tags.value(version.path("tags"), VERSION);
        String number = version.path("version").asText();
        if (NUMBER.matcher(ours).matches() && NUMBER.matcher(number).matches()) {
          versions.merge(Long.valueOf(ours), Long.valueOf(number), Math::min);
        }
      }
      page = found.path("next_page_token").asText();
      if (page.isEmpty()) {
        break;
      }
    }
    return versions;
  }

  /** Adds the model of a run as a version, unless it is one. */
  void add(RunLog.Run run, String description, Map<String, String> tags) throws IOException {
    String ofRun = "run_id='%s'".formatted(run.id());
    for (JsonNode version : search(ofRun, "", PAGE).path("model_versions")) {
      if (version.path("name").asText().equals(name)) {
        return;
      }
    }
    ObjectNode version = body();
    version.put("source", "%s/%s".formatted(run.artifacts(), ModelDirectory.IN_RUN));
    version.put("run_id", run.id());
    version.put("description", Tags.cut(description));
    version.set("tags", Tags.of(tags));
    server.required(server.call("model-versions/create", version), "/model_version/version");
  }

  /** The version in MLflow of each alias. */
  Map<String, Long> aliases() throws IOException {
    JsonNode found = get();
    Map<String, Long> aliases = new HashMap<>();
    if (found != null) {
      for (JsonNode alias : found.at("/registered_model/aliases")) {
        String number = alias.path("version").asText();
        if (NUMBER.matcher(number).matches()) {
          aliases.put(alias.path("alias").asText(), Long.valueOf(number));
        }
      }
    }
    return aliases;
  }

  /**
   * Sets an alias.
   *
   * @param number the version in MLflow; null removes the alias
   * @param there where the aliases are
   */
  void setAlias(String alias, @Nullable Long number, Map<String, Long> there) throws IOException {
    if (Objects.equals(number, there.get(alias))) {
      return;
    }
    ObjectNode body = body().put("alias", alias);
    if (number == null) {
      server.delete("registered-models/alias", body);
    } else {
      server.call("registered-models/alias", body.put("version", number.toString()));
    }
  }
}
