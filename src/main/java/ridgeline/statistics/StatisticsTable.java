package ridgeline.statistics;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The tables that statistics give. */
enum StatisticsTable {
  MOMENTS("moments"),
  COLUMNS("columns"),
  SUMMARY("summary");

  private final String text;

  StatisticsTable(String text) {
    this.text = text;
  }

  static StatisticsTable of(String text) {
    return Arrays.stream(values())
        .filter(table -> table.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "resultTable must be one of %s, got: %s".formatted(names(), text)));
  }

  static String names() {
    return Arrays.stream(values()).map(StatisticsTable::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return text;
  }
}
