package ridgeline.config.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The secrets that this process was given. An exception may quote one in a form that no pattern
 * matches, so they are searched for literally.
 */
final class KnownSecrets {
  /** A shorter one is likely to occur in ordinary words. */
  private static final int MIN_CHARACTERS = 4;

  /** Bounds the cost of the search; further secrets are not remembered. */
  private static final int MAX_SECRETS = 1000;

  /** Common values of options that are not secret. */
  private static final Pattern COMMON = Pattern.compile("(?i)true|false|null|none|\\d{1,5}");

  /**
   * A secret that could be an ordinary word, or part of one. It is replaced only as a whole word;
   * any other secret is replaced wherever it occurs.
   */
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,16}");

  /** Before a word; an escape such as {@code %2F} or {@code \\n} is not part of it. */
  private static final String START = "(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[bfnrt]))";

  private static final String END = "(?![A-Za-z0-9_])";

  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

  private KnownSecrets() {}

  /** Remembers a secret, each line separately if it has several, and its URL-encoded form. */
  static void add(String secret) {
    for (String line : secret.split("\\R", -1)) {
      remember(line.strip());
      remember(URLEncoder.encode(line.strip(), StandardCharsets.UTF_8));
    }
  }

  private static void remember(String secret) {
    if (secret.length() >= MIN_CHARACTERS
        && SECRETS.size() < MAX_SECRETS
        && !secret.contains(Redaction.REDACTED)
        && !COMMON.matcher(secret).matches()) {
      SECRETS.add(secret);
    }
  }

  /** Replaces all known secrets in a text, the longest first. */
  static String redact(String text) {
    List<String> found =
        SECRETS.stream()
            .filter(text::contains)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String redacted = text;
    for (String secret : found) {
      redacted =
          WORD.matcher(secret).matches()
              ? redacted.replaceAll(START + secret + END, Redaction.REDACTED)
              : redacted.replace(secret, Redaction.REDACTED);
    }
    return redacted;
  }
}
