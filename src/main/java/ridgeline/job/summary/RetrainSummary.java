package ridgeline.job.summary;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.TableVersion;
import ridgeline.store.window.StorePlan;

/** What is printed of a retraining. */
public final class RetrainSummary {
  private RetrainSummary() {}

  /**
   * Prints what would be read, as comments.
   *
   * @param version of the table; null if it has none
   * @param undated names of the partitions without a date
   * @param bytes total size of the files to read
   */
  public static void print(
      @Nullable TableVersion version,
      StorePlan plan,
      List<String> undated,
      long bytes,
      PrintStream out) {
    if (version != null) {
      out.printf("# %-11s %s%n", "table", version);
    }
    line(out, "new", names(plan.added()));
    line(out, "changed", names(plan.changed()));
    line(out, "gone", plan.gone());
    if (!plan.refused().isEmpty()) {
      String refused = Printable.named(StorePlan.Refused.sentences(plan.refused()));
      line(out, "refused", plan.refused().size(), refused);
    }
    line(out, "forgotten", names(plan.forgotten()));
    line(out, "undated", undated);
    line(out, "up to date", names(plan.kept()));
    out.printf("# %-11s %,d partitions, %,d bytes%n", "to read", plan.unread().size(), bytes);
  }

  private static List<String> names(List<SourcePartition> partitions) {
    return partitions.stream().map(SourcePartition::name).toList();
  }

  private static void line(PrintStream out, String label, List<String> names) {
    if (!names.isEmpty()) {
      String named =
          names.size() <= Printable.MAX_NAMES
              ? Printable.named(names)
              : "%s, ... %s".formatted(names.get(0), names.get(names.size() - 1));
      line(out, label, names.size(), named);
    }
  }

  private static void line(PrintStream out, String label, int count, String named) {
    out.printf("# %-11s %,d: %s%n", label, count, Printable.line(named));
  }

  /**
   * Prints how a date ended.
   *
   * @param version such as "flights 2001-06-07, version 7"
   * @param sentence what the gate decided
   * @param directory of its files; null if they were pruned
   */
  public static void print(
      String version, String sentence, @Nullable String directory, PrintStream out) {
    out.printf("%s: %s%n", version, Printable.line(sentence));
    out.println(
        directory == null
            ? "  its files were pruned"
            : "  written to     " + Printable.line(Redaction.location(directory)));
  }
}
