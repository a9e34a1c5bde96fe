package ridgeline.job;

import picocli.CommandLine.Option;
import ridgeline.job.failure.UsageException;

/** Who decided on a change, and why. */
final class Decision {
  @Option(
      names = "--by",
      required = true,
      paramLabel = "WHO",
      description = "Who decided it, for the history of the store.")
  private String by = "";

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "The reason, for the history of the store.")
  private String why = "";

  /**
   * Who decided it.
   *
   * @throws UsageException if it is empty
   */
  String by() {
    return required("--by", by, "say who decides it");
  }

  /**
   * The reason.
   *
   * @throws UsageException if it is empty
   */
  String why() {
    return required("--why", why, "say why");
  }

  private static String required(String option, String text, String advice) {
    if (text.isBlank()) {
      throw new UsageException("%s is empty; %s".formatted(option, advice));
    }
    return text;
  }
}
