package ridgeline.registry.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a server is shown to prove who asks: the variables that MLflow's own clients read. A user
 * with a password takes precedence over a token, as it does there.
 */
public final class MlflowLogin {
  static final String USER = "MLFLOW_TRACKING_USERNAME";
  static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]*");

  private final String header;

  private MlflowLogin(String header) {
    this.header = header;
  }

  /**
   * The login of an environment, which may have none.
   *
   * @throws MlflowException if a token has characters that no header can have
   */
  public static MlflowLogin of(Map<String, String> environment) throws MlflowException {
    String user = environment.getOrDefault(USER, "");
    String password = environment.getOrDefault(PASSWORD, "");
    String token = environment.getOrDefault(TOKEN, "").strip();
    if (!user.isEmpty() && !password.isEmpty()) {
      byte[] both = "%s:%s".formatted(user, password).getBytes(StandardCharsets.UTF_8);
      return new MlflowLogin("Basic " + Base64.getEncoder().encodeToString(both));
    }
    if (!VISIBLE.matcher(token).matches()) {
      throw new MlflowException(
          "%s has spaces or special characters inside; check it".formatted(TOKEN), null);
    }
    return new MlflowLogin(token.isEmpty() ? "" : "Bearer " + token);
  }

  /** The content of the header {@code Authorization}; empty if there is none. */
  Optional<String> header() {
    return header.isEmpty() ? Optional.empty() : Optional.of(header);
  }
}
