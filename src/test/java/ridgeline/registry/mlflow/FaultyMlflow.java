package ridgeline.registry.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What this package uses of an MLflow server, in memory, so that any of its calls can fail. What a
 * real server does is checked with one, by src/test/mlflow/log_versions.py.
 */
public final class FaultyMlflow implements AutoCloseable {
  /** How a call fails. */
  public enum Fault {
    /** It has no effect, and status 500. */
    ERROR,
    /** It has no effect, and no reply. */
    SILENCE,
    /** It has its effect, but no reply: as for a client that died in that moment. */
    LOST_REPLY,
    /** It has its effect, and the reply is a page of something else. */
    STRANGE_REPLY,
    /** It never ends. */
    HANGING
  }

  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final JsonMapper JSON = new JsonMapper();

  static {
    // Otherwise each reply waits for an acknowledgement, which takes 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<String> logins = Collections.synchronizedList(new ArrayList<>());
  private final ObjectNode experiments = JSON.createObjectNode();
  private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
  private final Map<String, ObjectNode> models = new LinkedHashMap<>();
  private final List<ObjectNode> versions = new ArrayList<>();
  private final SortedMap<String, Integer> artifacts = new TreeMap<>();
  private String artifactRoot = "mlflow-artifacts:/";
  private int faultyCall;
  private Fault fault = Fault.ERROR;
  private int status;
  private String location = "";
  private String reply = "";
  private String awaited = "";
  private Meanwhile meanwhile = () -> {};

  /** What others do meanwhile. */
  interface Meanwhile {
    void happens() throws IOException;
  }

  /** Starts a server that is empty. */
  public FaultyMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Its address on this machine. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets one of the next calls fail, the first of which is 1; 0 for none. */
  public void failAt(int call, Fault how) {
    calls.clear();
    faultyCall = call;
    fault = how;
  }

  /**
   * Answers each call in the same way.
   *
   * @param target of a redirection; empty if it is none
   */
  void answer(int with, String target, String text) {
    status = with;
    location = target;
    reply = text;
  }

  /** Lets something happen before each call of a kind is answered. */
  void before(String call, Meanwhile what) {
    awaited = call;
    meanwhile = what;
  }

  /** The calls since {@link #failAt}, such as {@code POST runs/create}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** The login of each call; empty if it had none. */
  List<String> logins() {
    return List.copyOf(logins);
  }

  /** Lets the server keep files where only it can write them. */
  void keepArtifactsIn(String root) {
    artifactRoot = root;
  }

  /** Adds an unfinished run like another one, as a process at the same time would. */
  synchronized void duplicateRuns() {
    for (ObjectNode run : List.copyOf(runs.values())) {
      ObjectNode copy = run.deepCopy();
      String id = "0" + copy.at("/info/run_id").asText();
      ((ObjectNode) copy.path("info")).put("run_id", id).put("status", "RUNNING");
      runs.put(id, copy);
    }
  }

  /** Creates a registered model with a version that somebody else has made. */
  synchronized void addForeignModel(String name) {
    models.put(name, JSON.createObjectNode().put("name", name));
    versions.add(JSON.createObjectNode().put("name", name).put("version", "1"));
  }

  /** The names of the experiments, in the order in which they were created. */
  public synchronized List<String> experiments() {
    List<String> names = new ArrayList<>();
    experiments.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The names of the registered models, in the order in which they were created. */
  public synchronized List<String> models() {
    return List.copyOf(models.keySet());
  }

  /** The statuses of the runs that are not deleted, by their names. */
  public synchronized SortedMap<String, String> statuses() {
    SortedMap<String, String> statuses = new TreeMap<>();
    runs.values()
        .forEach(
            run ->
                statuses.merge(
                    run.at("/info/run_name").asText(),
                    run.at("/info/status").asText(),
                    (a, b) -> a + "," + b));
    return statuses;
  }

  /** The names of the artifacts of the runs of a status, with the run's name before them. */
  synchronized SortedMap<String, Integer> artifacts(String status) {
    SortedMap<String, Integer> found = new TreeMap<>();
    artifacts.forEach(
        (path, bytes) -> {
          String[] parts = path.split("/", 4); // experiment, run, "artifacts", name
          ObjectNode run = runs.get(parts[1]);
          if (run != null && run.at("/info/status").asText().equals(status)) {
            found.put(run.at("/info/run_name").asText() + "/" + parts[3], bytes);
          }
        });
    return found;
  }

  /** All that a user sees, without what the server makes up. */
  synchronized String state() {
    StringBuilder state = new StringBuilder();
    experiments.fieldNames().forEachRemaining(name -> state.append(name).append('\n'));
    new TreeMap<>(statuses()).forEach((name, status) -> state.append(name + " " + status + "\n"));
    for (ObjectNode run : runs.values()) {
      state.append(run.path("data")).append(run.at("/info/end_time")).append('\n');
    }
    artifacts("FINISHED").forEach((name, bytes) -> state.append(name + " " + bytes + "\n"));
    models.values().forEach(model -> state.append(model).append('\n'));
    for (ObjectNode version : versions) {
      String run = version.path("run_id").asText();
      state.append(version.toString().replace(run, "RUN")).append('\n');
    }
    return state.toString();
  }

  /** The version in MLflow of each alias of a model. */
  synchronized String aliases(String model) {
    return of(models, model).path("aliases").toString();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String call = exchange.getRequestMethod() + " " + path.replace(API, "");
    calls.add(call);
    if (call.equals(awaited)) {
      meanwhile.happens();
    }
    String login = exchange.getRequestHeaders().getFirst("Authorization");
    logins.add(login == null ? "" : login);
    if (status > 0) {
      if (!location.isEmpty()) {
        exchange.getResponseHeaders().add("Location", location);
      }
      send(exchange, status, reply);
      return;
    }
    @Nullable Fault now = calls.size() == faultyCall ? fault : null;
    if (now == Fault.HANGING) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (now == Fault.ERROR) {
      send(exchange, 500, "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"disk is full\"}");
      return;
    }
    if (now == Fault.SILENCE) {
      exchange.close();
      return;
    }
    Answer answer = answer(exchange, path, body);
    if (now == Fault.LOST_REPLY) {
      exchange.close();
    } else {
      send(exchange, answer.status, now == null ? answer.text : "<html>login</html>");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] reply = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, reply.length == 0 ? -1 : reply.length);
    exchange.getResponseBody().write(reply);
    exchange.close();
  }

  private record Answer(int status, String text) {
    static Answer of(JsonNode json) {
      return new Answer(200, json.toString());
    }

    static Answer error(int status, String code) {
      return new Answer(status, "{\"error_code\": \"%s\", \"message\": \"no\"}".formatted(code));
    }
  }

  private synchronized Answer answer(HttpExchange exchange, String path, byte[] body)
      throws IOException {
    if (path.startsWith(ARTIFACTS)) {
      artifacts.put(path.substring(ARTIFACTS.length()), body.length);
      return new Answer(200, "");
    }
    Map<String, String> query = new TreeMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String parameter : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    JsonNode given = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    return switch (exchange.getRequestMethod() + " " + path.replace(API, "")) {
      case "GET experiments/get-by-name" -> experiment(of(query, "experiment_name"));
      case "POST experiments/create" -> createExperiment(given.path("name").asText());
      case "POST runs/search" -> searchRuns(given);
      case "POST runs/create" -> createRun(given);
      case "POST runs/log-batch" -> logBatch(given);
      case "POST runs/update" -> updateRun(given);
      case "POST runs/delete" -> {
        runs.remove(given.path("run_id").asText());
        yield Answer.of(JSON.createObjectNode());
      }
      case "GET registered-models/get" -> model(of(query, "name"));
      case "POST registered-models/create" -> createModel(given);
      case "GET model-versions/search" -> searchVersions(of(query, "filter"));
      case "POST model-versions/create" -> createVersion(given);
      case "POST registered-models/alias", "DELETE registered-models/alias" -> setAlias(given);
      default -> Answer.error(404, "ENDPOINT_NOT_FOUND");
    };
  }

  private static <T> T of(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key));
  }

  private Answer experiment(String name) {
    ObjectNode found = JSON.createObjectNode();
    found.putObject("experiment").put("experiment_id", "1").put("name", name);
    return experiments.has(name) ? Answer.of(found) : Answer.error(404, MlflowServer.MISSING);
  }

  private Answer createExperiment(String name) {
    if (experiments.has(name)) {
      return Answer.error(400, MlflowServer.EXISTS);
    }
    experiments.put(name, "1");
    return Answer.of(JSON.createObjectNode().put("experiment_id", "1"));
  }

  private Answer searchRuns(JsonNode given) {
    String[] parts = given.path("filter").asText().split("`| = |'", -1);
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode found = reply.putArray("runs");
    runs.values().stream()
        .filter(run -> Tags.value(run.at("/data/tags"), parts[1]).equals(parts[4]))
        .forEach(found::add);
    return Answer.of(reply);
  }

  private Answer createRun(JsonNode given) {
    String id = "r%03d".formatted(runs.size());
    ObjectNode run = JSON.createObjectNode();
    ObjectNode info = run.putObject("info");
    info.put("run_id", id)
        .put("status", "RUNNING")
        .put("run_name", given.path("run_name").asText());
    info.put("artifact_uri", "%s1/%s/artifacts".formatted(artifactRoot, id));
    ObjectNode data = run.putObject("data");
    data.set("tags", given.path("tags"));
    data.putArray("params");
    data.putArray("metrics");
    runs.put(id, run);
    ObjectNode reply = JSON.createObjectNode();
    reply.set("run", run);
    return Answer.of(reply);
  }

  /** Equal entries are kept once, and the value of a parameter cannot change. */
  private Answer logBatch(JsonNode given) {
    JsonNode data = of(runs, given.path("run_id").asText()).path("data");
    for (String list : List.of("params", "metrics", "tags")) {
      for (JsonNode entry : given.path(list)) {
        String before = Tags.value(data.path(list), entry.path("key").asText());
        if (before.isEmpty()) {
          ((ArrayNode) data.path(list)).add(entry);
        } else if (!before.equals(entry.path("value").asText())) {
          return Answer.error(400, "INVALID_PARAMETER_VALUE");
        }
      }
    }
    return Answer.of(JSON.createObjectNode());
  }

  private Answer updateRun(JsonNode given) {
    ObjectNode info = (ObjectNode) of(runs, given.path("run_id").asText()).path("info");
    info.put("status", given.path("status").asText());
    if (given.has("end_time")) {
      info.set("end_time", given.path("end_time"));
    }
    return Answer.of(JSON.createObjectNode());
  }

  private Answer model(String name) {
    ObjectNode reply = JSON.createObjectNode();
    if (!models.containsKey(name)) {
      return Answer.error(404, MlflowServer.MISSING);
    }
    reply.set("registered_model", of(models, name));
    return Answer.of(reply);
  }

  private Answer createModel(JsonNode given) {
    if (models.putIfAbsent(given.path("name").asText(), given.deepCopy()) != null) {
      return Answer.error(400, MlflowServer.EXISTS);
    }
    return Answer.of(JSON.createObjectNode());
  }

  private Answer searchVersions(String filter) {
    String[] parts = filter.split("='|'", -1);
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode found = reply.putArray("model_versions");
    versions.stream()
        .filter(version -> version.path(parts[0]).asText().equals(parts[1]))
        .forEach(found::add);
    return Answer.of(reply);
  }

  private Answer createVersion(JsonNode given) {
    ObjectNode version = given.deepCopy();
    version.put("version", String.valueOf(versions.size() + 1));
    versions.add(version);
    ObjectNode reply = JSON.createObjectNode();
    reply.set("model_version", version);
    return Answer.of(reply);
  }

  /** Without a version, the alias is removed. */
  private Answer setAlias(JsonNode given) {
    ObjectNode model = of(models, given.path("name").asText());
    ArrayNode aliases = JSON.createArrayNode();
    for (JsonNode alias : model.path("aliases")) {
      if (!alias.path("alias").equals(given.path("alias"))) {
        aliases.add(alias);
      }
    }
    if (given.has("version")) {
      aliases
          .addObject()
          .put("alias", given.path("alias").asText())
          .put("version", given.path("version").asText());
    }
    model.set("aliases", aliases);
    return Answer.of(JSON.createObjectNode());
  }
}
