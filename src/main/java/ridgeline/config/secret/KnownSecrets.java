package ridgeline.config.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Secrets that are searched for literally: an exception may quote one in a form that no pattern
 * matches.
 */
final class KnownSecrets {
  /** Those that this process was given. */
  static final KnownSecrets OF_PROCESS = new KnownSecrets(ConcurrentHashMap.newKeySet());

  static final KnownSecrets NONE = new KnownSecrets(Set.of());

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

  /** A single word that a person would make up as a name. */
  private static final Pattern SINGLE = Pattern.compile("[A-Za-z_.-]+");

  private static final Pattern ADDRESS_WORD = Pattern.compile("jdbc|thin");

  private final Set<String> secrets;

  private KnownSecrets(Set<String> secrets) {
    this.secrets = secrets;
  }

  /** Remembers a secret, each line separately if it has several, and its URL-encoded form. */
  void add(String secret) {
    for (String line : secret.split("\\R", -1)) {
      remember(line.strip());
      remember(URLEncoder.encode(line.strip(), StandardCharsets.UTF_8));
    }
  }

  private void remember(String secret) {
    if (secret.length() >= MIN_CHARACTERS
        && secrets.size() < MAX_SECRETS
        && !secret.contains(Redaction.REDACTED)
        && !Redaction.REDACTED.contains(secret)
        && !COMMON.matcher(secret).matches()) {
      secrets.add(secret);
    }
  }

  /** Replaces all secrets in a text, the longest first. */
  String redact(String text) {
    return redact(text, secret -> true);
  }

  /**
   * Replaces the secrets in a text, except those by which other secrets are recognised: in {@code
   * secret = 'x'}, the first word shows that x is a secret, even if it is a password itself.
   */
  String redactAllButNames(String text) {
    return redact(text, secret -> !isName(secret));
  }

  private static boolean isName(String secret) {
    return SINGLE.matcher(secret).matches()
        && (SecretName.isIn(secret) || ADDRESS_WORD.matcher(secret).matches());
  }

  private String redact(String text, Predicate<String> redacted) {
    List<String> found =
        secrets.stream()
            .filter(text::contains)
            .filter(redacted)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String shown = text;
    for (String secret : found) {
      shown =
          WORD.matcher(secret).matches()
              ? shown.replaceAll(START + secret + END, Redaction.REDACTED)
              : shown.replace(secret, Redaction.REDACTED);
    }
    return shown;
  }
}
