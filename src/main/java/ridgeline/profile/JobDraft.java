package ridgeline.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.data.DataException;
import ridgeline.data.sql.ColumnNames;
import ridgeline.stats.CorrelatedPair;

/** A first job file for a table, with a comment on each column. */
public final class JobDraft {
  /** Correlation from which columns are the same except for scale and rounding. */
  private static final double SAME = 1 - 1e-9;

  /** Maximum number of levels of a category that is used without asking. */
  private static final int MAX_LEVELS = 50;

  /** A column with a smaller share of non-missing values is left out. */
  private static final double MIN_PRESENT = 0.1;

  private static final double SKEWED = 1;

  /** Sums of squares of larger numbers overflow. */
  private static final double MAX_SQUARED = 1e150;

  /** With fewer rows, a fold may be empty. */
  private static final int MIN_ROWS = 10;

  /** Names that suggest a label. */
  private static final Set<String> LABELS =
      Set.of("label", "target", "response", "outcome", "price");

  /** Maximum width of entries whose comments are aligned. */
  private static final int MAX_ALIGNED = 36;

  private static final ObjectMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private final TableProfile table;

  /** Reasons of columns that are left out as copies of an earlier one. */
  private final Map<Integer, String> copies = new HashMap<>();

  /** Notes on columns that are close to an earlier one, or to the label. */
  private final Map<Integer, String> close = new HashMap<>();

  private final List<Line> numeric = new ArrayList<>();
  private final List<Line> categorical = new ArrayList<>();
  private final List<Line> left = new ArrayList<>();
  private boolean hasMissing;

  private JobDraft(TableProfile table) {
    this.table = table;
  }

  /**
   * An entry and its comment.
   *
   * @param text YAML
   */
  private record Line(String text, String comment) {}

  /**
   * Writes a job file.
   *
   * @param name name of the job
   * @param source key and value of the section data that give the table
   * @param label a column; null to guess it
   * @param file name of the job file
   * @throws ConfigException if the label is not a numeric column
   * @throws DataException if the table has no rows, label or features
   */
  public static String of(
      Dataset<Row> rows,
      String name,
      Map.Entry<String, String> source,
      @Nullable String label,
      String file)
      throws ConfigException {
    JobDraft draft = new JobDraft(TableProfile.of(rows));
    if (draft.table.rows() == 0) {
      throw new DataException("%s has no rows".formatted(source.getValue()));
    }
    int position = label == null ? draft.guessLabel(source.getValue()) : draft.find(label);
    draft.sort(position);
    if (draft.numeric.isEmpty() && draft.categorical.isEmpty()) {
      throw new DataException(
          "%s has no column that could be a feature besides the label %s%s"
              .formatted(
                  source.getValue(),
                  draft.column(position).name(),
                  draft.left.stream()
                      .map(line -> "; %s: %s".formatted(line.text(), line.comment()))
                      .collect(Collectors.joining())));
    }
    draft.requireRows(position);
    return draft.write(name, source, position, label == null, file);
  }

  private ColumnProfile column(int k) {
    return table.columns().get(k);
  }

  private static boolean isNumbers(ColumnProfile column) {
    return column.kind().isNumeric() || column.numbers().isPresent();
  }

  private int find(String label) throws ConfigException {
    for (int k = 0; k < table.columns().size(); k++) {
      if (column(k).name().equals(label)) {
        requireLabel(column(k));
        return k;
      }
    }
    throw refused(
        "there is no column %s; the columns are %s"
            .formatted(
                label,
                table.columns().stream()
                    .map(ColumnProfile::name)
                    .collect(Collectors.joining(", "))));
  }

  private void requireRows(int label) {
    if (column(label).present() < MIN_ROWS) {
      throw new DataException(
          "%,d rows have a value of %s, too few for cross-validation, which needs %,d; use more rows"
              .formatted(column(label).present(), column(label).name(), MIN_ROWS));
    }
  }

  private static void requireLabel(ColumnProfile column) throws ConfigException {
    if (column.present() == 0) {
      throw refused("%s has no value in any row; choose another column".formatted(column.name()));
    }
    if (!isNumbers(column)) {
      throw refused(
          "%s must be numeric, but is %s; choose another column"
              .formatted(column.name(), column.mixture().orElse(column.type())));
    }
    if (column.isConstant()) {
      throw refused(
          "%s is %s in every row; choose another column"
              .formatted(column.name(), column.mostFrequent()));
    }
    if (!hasSquares(column)) {
      throw refused(
          "%s ranges from %s to %s, whose squares are outside the range of a double; rescale it first"
              .formatted(column.name(), number(column.min()), number(column.max())));
    }
  }

  private static ConfigException refused(String message) {
    return new ConfigException(List.of(new Problem("--label", message)));
  }

  /**
   * A column whose name suggests a label; otherwise the last numeric column that is not an id;
   * otherwise the last numeric column that varies.
   */
  private int guessLabel(String source) {
    for (int k = 0; k < table.columns().size(); k++) {
      ColumnProfile column = column(k);
      if (LABELS.contains(column.name().toLowerCase(Locale.ROOT))
          && isNumbers(column)
          && column.present() > 0
          && !column.isConstant()
          && hasSquares(column)) {
        return k;
      }
    }
    for (int pass = 0; pass < 3; pass++) {
      for (int k = table.columns().size() - 1; k >= 0; k--) {
        ColumnProfile column = column(k);
        boolean varies = column.present() > 0 && !column.isConstant() && hasSquares(column);
        boolean plain =
            column.kind() == ColumnProfile.Kind.NUMBER
                || (column.kind() == ColumnProfile.Kind.WHOLE && !column.isNearlyUnique());
        boolean fits =
            switch (pass) {
              case 0 -> plain && column.present() >= MIN_PRESENT * column.rows();
              case 1 -> column.numbers().isPresent();
              default -> isNumbers(column);
            };
        if (varies && fits) {
          return k;
        }
      }
    }
    throw new DataException(
        "%s has no column that can be a label, which must be numeric and vary; the columns are %s"
            .formatted(
                source,
                table.columns().stream()
                    .map(column -> "%s (%s)".formatted(column.name(), column.type()))
                    .collect(Collectors.joining(", "))));
  }

  /** Decides what to do with each column except the label. */
  private void sort(int label) {
    correlate(label);
    for (int k = 0; k < table.columns().size(); k++) {
      if (k != label) {
        sort(column(k), copies.get(k), close.getOrDefault(k, ""));
      }
    }
  }

  /** Finds columns that are the same as an earlier one, or nearly. */
  private void correlate(int label) {
    for (CorrelatedPair pair : table.pairs()) {
      boolean withLabel = pair.first() == label || pair.second() == label;
      int other = pair.first() == label ? pair.second() : pair.first();
      int later = withLabel ? other : pair.second();
      String with = withLabel ? "the label" : column(pair.first()).name();
      if (Math.abs(pair.correlation()) >= SAME) {
        String same = "has the same information as " + with;
        if (table.correlatesAllRows()) {
          copies.putIfAbsent(later, same);
        } else {
          close.putIfAbsent(
              later, "%s in the first %,d rows".formatted(same, TableProfile.CORRELATED_ROWS));
        }
      } else {
        close.putIfAbsent(
            later,
            "correlation %.3f with %s%s"
                .formatted(pair.correlation(), with, withLabel ? ": is it known beforehand?" : ""));
      }
    }
  }

  private void sort(ColumnProfile column, @Nullable String copy, String note) {
    if (column.present() == 0) {
      leave(column, "has no value in any row");
    } else if (column.isConstant()) {
      leave(column, "is %s in every row".formatted(column.mostFrequent()));
    } else if (column.present() < MIN_PRESENT * column.rows()) {
      leave(column, "has a value in only %,d rows".formatted(column.present()));
    } else if (!hasSquares(column)) {
      leave(
          column,
          "ranges from %s to %s, whose squares are outside the range of a double; rescale it"
              .formatted(number(column.min()), number(column.max())));
    } else if (copy != null) {
      leave(column, copy);
    } else {
      sortByKind(column, note);
    }
  }

  /** Whether the squares of a column's numbers, and their sums, are neither infinite nor 0. */
  private static boolean hasSquares(ColumnProfile column) {
    double largest = Math.max(Math.abs(column.min()), Math.abs(column.max()));
    return !column.kind().isNumeric() || (largest < MAX_SQUARED && largest > 1 / MAX_SQUARED);
  }

  private void sortByKind(ColumnProfile column, String note) {
    switch (column.kind()) {
      case WHOLE -> {
        if (column.isNearlyUnique()) {
          leave(column, "whole numbers, nearly all distinct: an id? If not, list it under numeric");
        } else {
          take(column, note);
        }
      }
      case NUMBER, BOOLEAN -> take(column, note);
      case TEXT -> sortText(column);
      case DATE -> takeDate(column, "unix_date(%s)");
      case TIMESTAMP -> takeDate(column, "unix_seconds(%s)");
      case ZONELESS -> takeDate(column, "unix_seconds(timestamp(%s))");
      default -> leave(column, column.type() + ", which needs an expression to become a feature");
    }
  }

  private void sortText(ColumnProfile column) {
    if (column.numbers().isPresent()) {
      hasMissing = true;
      numeric.add(
          new Line(
              column.numbers().get().parsed(expression(column)),
              "text%s, %,d of %,d values are numbers"
                  .formatted(
                      column.unreadable().map(" such as '%s'"::formatted).orElse(""),
                      column.numberCount(),
                      column.present())));
    } else if (column.mixture().isPresent()) {
      leave(column, column.mixture().get() + "; it needs an expression to become a feature");
    } else if (column.isOverflown() || column.distinct() > MAX_LEVELS) {
      leave(
          column,
          "text with %s distinct values; list it under categorical if you want it as a category"
              .formatted(distinct(column)));
    } else {
      hasMissing |= column.missing() > 0;
      categorical.add(
          new Line(
              expression(column),
              "%,d levels, most often %s (%.0f %%)%s"
                  .formatted(
                      column.distinct(),
                      column.mostFrequent(),
                      100.0 * column.mostOften() / column.present(),
                      missing(column))));
    }
  }

  private void take(ColumnProfile column, String note) {
    hasMissing |= column.missing() > 0;
    String end = note.isEmpty() ? "" : "; " + note;
    numeric.add(new Line(expression(column), numbers(column) + missing(column) + end));
  }

  private void takeDate(ColumnProfile column, String number) {
    hasMissing |= column.missing() > 0;
    String name = expression(column);
    numeric.add(
        new Line(
            number.formatted(name),
            "%s, %s to %s%s; month(%s) or dayofweek(%s) may go under categorical"
                .formatted(
                    column.type(), column.first(), column.last(), missing(column), name, name)));
  }

  private void leave(ColumnProfile column, String why) {
    left.add(new Line(column.name(), why));
  }

  private static String numbers(ColumnProfile column) {
    if (column.kind() == ColumnProfile.Kind.BOOLEAN) {
      return "true or false, %.0f %% true".formatted(100 * column.mean());
    }
    String range = "%s to %s".formatted(number(column.min()), number(column.max()));
    String what =
        column.kind() == ColumnProfile.Kind.WHOLE
            ? "whole numbers %s, %s distinct".formatted(range, distinct(column))
            : "%s, mean %s".formatted(range, number(column.mean()));
    double skew = column.skewness();
    return Math.abs(skew) < SKEWED ? what : what + ", skewness %.1f".formatted(skew);
  }

  private static String distinct(ColumnProfile column) {
    return column.isOverflown()
        ? "over %,d".formatted(ColumnProfile.MAX_DISTINCT)
        : "%,d".formatted(column.distinct());
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return "%,d".formatted((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(rounded.scale()) > 8 ? rounded.toString() : rounded.toPlainString();
  }

  private static String missing(ColumnProfile column) {
    return column.missing() == 0 ? "" : "; missing in %,d rows".formatted(column.missing());
  }

  private static String expression(ColumnProfile column) {
    return ColumnNames.expression(column.name());
  }

  private String write(
      String name, Map.Entry<String, String> source, int label, boolean guessed, String file) {
    StringBuilder text = new StringBuilder();
    comment(
        text,
        "",
        "A first job file, written by jobs/sweep --init; it can be run as it is: jobs/sweep "
            + file);
    comment(
        text,
        "",
        "%,d rows of %,d columns were read; the comments describe them."
            .formatted(table.rows(), table.columns().size()));
    entry(text, "", "name", name, "");
    text.append("data:\n");
    entry(text, "  ", source.getKey(), source.getValue(), "");
    writeLabel(text, column(label), guessed);
    list(text, "numeric", numeric);
    list(text, "categorical", categorical);
    if (hasMissing) {
      entry(text, "  ", "invalid", "impute", "missing numbers become means, missing levels zeros");
    }
    if (!left.isEmpty()) {
      comment(text, "  ", "Left out:");
      left.forEach(line -> comment(text, "  ", "  " + line.text() + ": " + line.comment()));
    }
    text.append("folds:\n");
    text.append("  count: %d\n".formatted(folds(table.rows() - column(label).missing())));
    comment(text, "  ", "by: [a column whose equal values must stay in one fold]");
    comment(text, "", "All other keys have their defaults; conf/sweep-diamonds.yaml shows them.");
    return text.toString();
  }

  private void writeLabel(StringBuilder text, ColumnProfile column, boolean guessed) {
    String plain = expression(column);
    String expression = column.numbers().map(form -> form.parsed(plain)).orElse(plain);
    StringBuilder comment = new StringBuilder();
    if (guessed) {
      comment.append("guessed; ");
    }
    if (column.numbers().isPresent()) {
      comment.append("text, %,d values are numbers".formatted(column.numberCount()));
    } else {
      comment.append(numbers(column));
      if (column.min() > 0 && column.skewness() >= SKEWED) {
        comment.append("; log(%s) may fit better".formatted(plain));
      }
    }
    entry(text, "  ", "label", expression, comment.toString());
    boolean isWhole = column.numbers().isEmpty() && column.missing() == 0;
    if (!isWhole) {
      entry(
          text,
          "  ",
          "where",
          "abs(%s) < double('Infinity')"
              .formatted(
                  column.kind() == ColumnProfile.Kind.BOOLEAN
                      ? "int(%s)".formatted(plain)
                      : expression),
          "leaves out rows without a label");
    }
  }

  /**
   * A number of folds with which an empty one is unlikely, because a hash assigns rows to folds.
   */
  private static int folds(long rows) {
    if (rows >= 200) {
      return 10;
    }
    return rows >= 100 ? 5 : rows >= 20 ? 3 : 2;
  }

  private static void list(StringBuilder text, String key, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.append("  ").append(key).append(":\n");
    List<String> entries = lines.stream().map(line -> "    - " + scalar(line.text())).toList();
    int width =
        entries.stream().mapToInt(String::length).filter(n -> n <= MAX_ALIGNED).max().orElse(0);
    for (int i = 0; i < entries.size(); i++) {
      text.append(entries.get(i))
          .append(" ".repeat(Math.max(0, width - entries.get(i).length())))
          .append("  # ")
          .append(printable(lines.get(i).comment()))
          .append('\n');
    }
  }

  private static void entry(
      StringBuilder text, String indent, String key, String value, String comment) {
    text.append(indent).append(key).append(": ").append(scalar(value));
    text.append(comment.isEmpty() ? "" : "  # " + printable(comment)).append('\n');
  }

  private static void comment(StringBuilder text, String indent, String comment) {
    text.append(indent).append("# ").append(printable(comment)).append('\n');
  }

  private static String scalar(String value) {
    try {
      return value.matches("[A-Za-z][A-Za-z0-9_]*") && !isWord(value)
          ? value
          : YAML.writeValueAsString(value).strip();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether some YAML reader would read it as something else. */
  private static boolean isWord(String value) {
    return List.of("y", "n", "yes", "no", "on", "off", "true", "false", "null")
        .contains(value.toLowerCase(Locale.ROOT));
  }

  /**
   * Column names and values may contain line breaks and characters that move a terminal's cursor.
   */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
  }
}
