package ridgeline.job.summary.store;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.LeafDifference;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.pass.LeafVerification;

/** What is printed of stored statistics. */
public final class StatisticsSummary {
  private static final int FINGERPRINT = 12;

  private static final String NONE = "-";

  /** The columns of the moments of the label. */
  private static final List<String> LABEL = List.of("weight", "mean of label", "deviation");

  private StatisticsSummary() {}

  /** Prints what the statistics are of, and a line for each partition. */
  public static void print(
      LeafSpecification specification, List<ListedPartition> partitions, PrintStream out) {
    print(specification, out);
    boolean isRead = partitions.stream().allMatch(partition -> partition.label() != null);
    TextTable table = new TextTable(1, cells("partition", "rows", isRead ? LABEL : null, "files"));
    long rows = 0;
    Moments all = Moments.empty(0);
    for (ListedPartition partition : partitions) {
      Moments label = partition.label();
      rows += partition.rows();
      all = label == null ? all : all.merge(label);
      String fingerprint = partition.fingerprint();
      table.add(
          cells(
              partition.name(),
              "%,d".formatted(partition.rows()),
              isRead ? cells(Objects.requireNonNull(label)) : null,
              fingerprint.substring(0, Math.min(FINGERPRINT, fingerprint.length()))
                  + (partition.forgotten() ? " forgotten" : "")));
    }
    long forgotten = partitions.stream().filter(ListedPartition::forgotten).count();
    table.add(
        cells(
            "%,d partitions".formatted(partitions.size()),
            "%,d".formatted(rows),
            isRead ? cells(all) : null,
            forgotten == 0 ? "" : "%,d forgotten".formatted(forgotten)));
    table.print(out);
  }

  private static List<String> cells(
      String name, String rows, @Nullable List<String> label, String files) {
    return Stream.of(
            Stream.of(name, rows),
            label == null ? Stream.<String>of() : label.stream(),
            Stream.of(files))
        .flatMap(each -> each)
        .toList();
  }

  private static List<String> cells(Moments label) {
    boolean isEmpty = label.rows() == 0;
    return List.of(
        "%.6g".formatted(label.weight()),
        isEmpty ? NONE : "%.6g".formatted(label.mean(0)),
        isEmpty ? NONE : "%.6g".formatted(label.deviation(0)));
  }

  private static void print(LeafSpecification specification, PrintStream out) {
    line(out, "partitions", String.join(", ", specification.partitionedBy()));
    line(out, "label", specification.label());
    optional(out, "weight", specification.weight());
    optional(out, "where", specification.where());
    line(out, "numeric", String.join(", ", specification.numeric()));
    line(
        out,
        "categorical",
        specification.categorical().stream()
            .map(category -> "%s (%s)".formatted(category.expression(), category.type()))
            .collect(Collectors.joining(", ")));
    line(
        out,
        "buckets",
        "%,d by %s"
            .formatted(
                specification.buckets(),
                specification.bucketsBy().isEmpty()
                    ? "label, weight and features"
                    : String.join(", ", specification.bucketsBy())));
    line(out, "time zone", specification.timeZone());
  }

  private static void optional(PrintStream out, String label, @Nullable String text) {
    if (text != null) {
      line(out, label, text);
    }
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("# %-11s %s%n", label, Printable.line(text));
  }

  /**
   * Prints what was forgotten.
   *
   * @param rows of each partition that was forgotten by this run
   * @param before partitions that were forgotten before
   * @param trained by model, the versions that were trained on any of them
   */
  public static void printForgotten(
      Map<String, Long> rows,
      List<String> before,
      Map<String, List<Long>> trained,
      PrintStream out) {
    rows.forEach(
        (partition, count) ->
            out.printf("%s is forgotten, with %,d rows%n", Printable.line(partition), count));
    before.forEach(partition -> out.printf("%s was forgotten before%n", Printable.line(partition)));
    String them = rows.size() + before.size() == 1 ? "it" : "them";
    trained.forEach(
        (model, versions) ->
            out.printf(
                "%s: trained on %s: version%s %s%n",
                Printable.line(model),
                them,
                versions.size() == 1 ? "" : "s",
                versions.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    if (trained.isEmpty()) {
      out.println("no version was trained on " + them);
    }
  }

  /** Prints what became of partitions that were read again. */
  public static void print(List<LeafVerification.Result> results, PrintStream out) {
    List<List<String>> lines = new ArrayList<>();
    for (LeafVerification.Result result : results) {
      lines.add(List.of(result.partition(), text(result)));
    }
    TextTable table = new TextTable(1, List.of("partition", "statistics"));
    lines.forEach(table::add);
    table.print(out);
  }

  private static String text(LeafVerification.Result result) {
    LeafDifference difference = result.difference();
    return switch (result.state()) {
      case OK -> "ok";
      case WRONG -> "WRONG" + (difference == null ? "" : ": " + text(difference));
      case DAMAGED -> "DAMAGED: " + result.fault();
      case CHANGED -> "not compared: its files have changed since; retrain to read them";
      case GONE -> "not compared: the table no longer has it";
      case FORGOTTEN -> "not compared: it was forgotten";
    };
  }

  /** The largest difference of a partition, and where it is. */
  private static String text(LeafDifference difference) {
    return Double.isInfinite(difference.size())
        ? difference.where() + " differs"
        : "%s differs by %.3g, relative to its size"
            .formatted(difference.where(), difference.size());
  }
}
