package ridgeline.config.retrain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/** The address of an MLflow tracking server. */
public final class MlflowAddress {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  /** Addresses and names of this machine, as a URI has them. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

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

  /**
   * Whether what is sent to an address leaves this machine without encryption.
   *
   * @param address without a {@link #problem}
   */
  public static boolean isClearText(String address) {
    URI uri = URI.create(address);
    return !"https".equals(uri.getScheme()) && !LOOPBACK.matcher(uri.getHost()).matches();
  }
}
