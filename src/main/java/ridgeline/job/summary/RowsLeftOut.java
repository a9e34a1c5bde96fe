package ridgeline.job.summary;

import java.util.Optional;
import java.util.stream.Collectors;
import ridgeline.report.linear.RowCounts;

/** What a summary says of rows and values that were not used as they are. */
final class RowsLeftOut {
  /** Maximum number of features that are named. */
  private static final int MAX_NAMED = 5;

  private RowsLeftOut() {}

  /** The rows that were not used. */
  static Optional<String> of(RowCounts rows) {
    return rows.dropped() == 0 && rows.zeroWeight() == 0
        ? Optional.empty()
        : Optional.of("%,d invalid, %,d of weight 0".formatted(rows.dropped(), rows.zeroWeight()));
  }

  /** The values that were replaced by means, the most first. */
  static Optional<String> imputed(RowCounts rows) {
    if (rows.imputed().isEmpty()) {
      return Optional.empty();
    }
    String named =
        rows.imputed().entrySet().stream()
            .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
            .limit(MAX_NAMED)
            .map(feature -> "%,d of %s".formatted(feature.getValue(), feature.getKey()))
            .collect(Collectors.joining(", "));
    boolean all = rows.imputed().size() <= MAX_NAMED;
    return Optional.of(
        "by means, of values that were null, NaN or infinite: %s%s"
            .formatted(named, all ? "" : ", ..."));
  }
}
