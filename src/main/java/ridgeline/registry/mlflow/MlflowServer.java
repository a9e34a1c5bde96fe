package ridgeline.registry.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/**
 * A tracking server and its REST API (MLflow's documentation, "REST API"). Every call ends: it has
 * a time limit, and so have the calls of a version together. No call that changes something is
 * repeated, because a reply that is lost may be that of a call that had its effect. Redirections
 * are not followed, because the login would be sent along.
 */
final class MlflowServer {
  static final String MISSING = "RESOURCE_DOES_NOT_EXIST";
  static final String EXISTS = "RESOURCE_ALREADY_EXISTS";

  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

  private static final Duration MAX_CONNECTING = Duration.ofSeconds(10);
  private static final int MAX_REPLY = 16 << 20;
  private static final int MAX_SHOWN = 300;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * How long a server may take.
   *
   * @param call for one call
   * @param all for all calls since {@link #renewPatience}
   * @param nanoTime a clock, in nanoseconds
   */
  record Patience(Duration call, Duration all, LongSupplier nanoTime) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(60), Duration.ofMinutes(15));

    Patience(Duration call, Duration all) {
      this(call, all, System::nanoTime);
    }
  }

  private final String address;
  private final MlflowLogin login;
  private final Patience patience;
  private long began;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(MAX_CONNECTING)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  MlflowServer(String address, MlflowLogin login, Patience patience) {
    this.address = address.replaceFirst("/+$", "");
    this.login = login;
    this.patience = patience;
    began = patience.nanoTime.getAsLong();
  }

  /** Gives the calls from now on, those of another version, as much time as the ones before. */
  void renewPatience() {
    began = patience.nanoTime.getAsLong();
  }

  /** The address, without a slash at its end. */
  String address() {
    return address;
  }

  /** What a server answered. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Reply(int status, byte[] body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        return JSON.missingNode();
      }
    }

    boolean isDone() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Reads something.
   *
   * @param path of the API, such as {@code runs/get}
   * @return null if there is no such thing
   */
  @Nullable JsonNode find(String path, Map<String, String> parameters) throws IOException {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    String target = API + path + "?" + query;
    Reply reply = send("GET", path, target, BodyPublishers.noBody());
    return MISSING.equals(code(reply)) ? null : json("GET " + path, reply);
  }

  /** Calls for something to be done. */
  JsonNode call(String path, ObjectNode body) throws IOException {
    return json("POST " + path, send("POST", path, API + path, text(body)));
  }

  /**
   * Creates something.
   *
   * @return null if it exists
   */
  @Nullable JsonNode create(String path, ObjectNode body) throws IOException {
    Reply reply = send("POST", path, API + path, text(body));
    return EXISTS.equals(code(reply)) ? null : json("POST " + path, reply);
  }

  /** Deletes something. */
  void delete(String path, ObjectNode body) throws IOException {
    json("DELETE " + path, send("DELETE", path, API + path, text(body)));
  }

  /**
   * Uploads a file through the server.
   *
   * @param path in the server's artifacts
   */
  void upload(String path, byte[] content) throws IOException {
    String target =
        Arrays.stream(path.split("/", -1))
            .map(MlflowServer::encoded)
            .collect(Collectors.joining("/", ARTIFACTS + "/", ""));
    Reply reply = send("PUT", path, target, BodyPublishers.ofByteArray(content));
    if (!reply.isDone()) {
      throw refused("PUT of the artifact " + path, reply);
    }
  }

  /** A new body of a call. */
  static ObjectNode body() {
    return JSON.createObjectNode();
  }

  /**
   * A text of a reply.
   *
   * @param pointer such as {@code /run/info/run_id}
   * @throws MlflowException if the reply does not have it
   */
  String required(JsonNode reply, String pointer) throws MlflowException {
    JsonNode value = reply.at(pointer);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new MlflowException(
          "%s does not answer as an MLflow server does: the reply has no %s; check its address"
              .formatted(address, pointer.substring(1).replace('/', '.')),
          null);
    }
    return value.textValue();
  }

  private static BodyPublisher text(ObjectNode body) throws MlflowException {
    try {
      return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String code(Reply reply) {
    return reply.isDone() ? "" : reply.json().path("error_code").asText();
  }

  private JsonNode json(String call, Reply reply) throws MlflowException {
    if (!reply.isDone()) {
      throw refused(call, reply);
    }
    JsonNode json = reply.json();
    if (!json.isObject()) {
      throw new MlflowException(
          "%s does not answer %s as an MLflow server does, with a JSON object; check its address"
              .formatted(address, call),
          null);
    }
    return json;
  }

  private MlflowException refused(String call, Reply reply) {
    JsonNode error = reply.json();
    String said =
        error.path("message").isTextual()
            ? ": "
                + Printable.cut(
                    error.path("message").textValue().lines().findFirst().orElse(""), MAX_SHOWN)
            : "";
    String mend =
        switch (reply.status) {
          case 401, 403 ->
              "; set %s and %s, or %s"
                  .formatted(MlflowLogin.USER, MlflowLogin.PASSWORD, MlflowLogin.TOKEN);
          case 301, 302, 303, 307, 308 ->
              "; it is a redirection, give the address that it leads to";
          default -> "";
        };
    return MlflowException.ofAnswer(
        "%s answered %s with status %d%s%s".formatted(address, call, reply.status, said, mend));
  }

  private Reply send(String method, String path, String target, BodyPublisher body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + target))
            .method(method, body)
            .header(
                "Content-Type",
                method.equals("PUT") ? "application/octet-stream" : "application/json");
    login.header().ifPresent(header -> request.header("Authorization", header));
    Duration left = patience.all.minusNanos(patience.nanoTime.getAsLong() - began);
    Duration limit = left.compareTo(patience.call) < 0 ? left : patience.call;
    if (limit.isNegative() || limit.isZero()) {
      throw new MlflowException(
          "%s took longer than %s s for the calls of a version; run it again to continue"
              .formatted(address, patience.all.toSeconds()),
          null);
    }
    CompletableFuture<HttpResponse<byte[]>> reply =
        client.sendAsync(request.build(), head -> new LimitedBody(MAX_REPLY));
    try {
      HttpResponse<byte[]> received = reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return new Reply(received.statusCode(), received.body());
    } catch (TimeoutException e) {
      throw new MlflowException(
          "%s did not answer %s %s within %s s"
              .formatted(address, method, path, Math.max(1, limit.toSeconds())),
          e);
    } catch (ExecutionException e) {
      throw unreachable(method, path, Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while %s was called".formatted(address));
    } finally {
      reply.cancel(true);
    }
  }

  private MlflowException unreachable(String method, String path, Throwable cause) {
    boolean connecting =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    String reason =
        Objects.requireNonNullElse(
            cause.getMessage(), connecting ? "no connection" : cause.getClass().getSimpleName());
    return new MlflowException(
        connecting
            ? "%s cannot be reached (%s); check the address, and that an MLflow server is running"
                .formatted(address, reason)
            : "%s did not answer %s %s (%s)"
                .formatted(address, method, path, Printable.cut(Redaction.text(reason), MAX_SHOWN)),
        cause);
  }
}
