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
 * knows, so that they are looked for as they are.
 */
final class KnownSecrets {
  /** A shorter one is likely to be part of a word that is none. */
  private static final int MIN_CHARACTERS = 4;

  /** Bounds what looking for them costs; the secrets of later jobs replace none. */
  private static final int MAX_SECRETS = 1000;

  /** What is a value of many options that are not secret. */
  private static final Pattern COMMON = Pattern.compile("(?i)true|false|null|none|\\d{1,5}");

  /**
   * A secret that could be a word of any message, or a part of one. It is looked for as a whole
   * word; any other secret, wherever it stands.
   */
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,16}");

  /** Before a word; an escape such as {@code %2F} or {@code \\n} is no part of it. */
  private static final String START = "(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[bfnrt]))";

  private static final String END = "(?![A-Za-z0-9_])";

  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

  private KnownSecrets() {}

  /** Remembers a secret, each line of one that has several, and how an address spells it. */
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

  /** Text in which each of them is replaced, the longest first. */
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
