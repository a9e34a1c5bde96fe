package ridgeline.config.retrain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/** The address of an MLflow tracking server. */
public final class MlflowAddress {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private static final int SHOWN_CHARACTERS = 80;

  private MlflowAddress() {}

  /** What is wrong with an address, without secrets in it; empty if nothing is. */
  public static Optional<String> problem(String address) {
    try {
      URI uri = new URI(address);
      if (uri.getRawUserInfo() != null) {
        return Optional.of(
            "must not have a user or a password; they come from the environment,"
                + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
      }
      if (uri.getScheme() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // The message quotes the address, which may have a secret.
    }
    return Optional.of(
        "must be the address of a server, such as http://127.0.0.1:5000, got: "
            + Printable.cut(Redaction.text(address), SHOWN_CHARACTERS));
  }
}
