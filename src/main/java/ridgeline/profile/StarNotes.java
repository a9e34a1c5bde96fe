package ridgeline.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.StarColumns;

/** Notes for the user on the columns that {@code data.numeric: ["*"]} takes and leaves out. */
public final class StarNotes {
  /** Number of first rows that are read. */
  private static final int ROWS = 10_000;

  /** Maximum number of columns in a note. */
  private static final int MAX_NAMED = 10;

  private StarNotes() {}

  /**
   * Reads the first rows, or none if all columns are fractional numbers.
   *
   * @param star null if the job file has no star
   */
  public static List<String> of(@Nullable StarColumns star) {
    if (star == null) {
      return List.of();
    }
    List<StructField> inspected =
        Stream.concat(star.numeric().stream(), star.leftOut().stream())
            .filter(
                field -> {
                  ColumnProfile.Kind kind = ColumnProfile.Kind.of(field.dataType());
                  return kind == ColumnProfile.Kind.WHOLE || kind == ColumnProfile.Kind.TEXT;
                })
            .toList();
    List<ColumnProfile> numeric = new ArrayList<>();
    List<ColumnProfile> leftOut = new ArrayList<>();
    star.numeric().forEach(field -> numeric.add(new ColumnProfile(field)));
    star.leftOut().forEach(field -> leftOut.add(new ColumnProfile(field)));
    if (!inspected.isEmpty()) {
      List<ColumnProfile> profiles =
          Stream.concat(numeric.stream(), leftOut.stream())
              .filter(
                  profile ->
                      inspected.stream().anyMatch(field -> field.name().equals(profile.name())))
              .toList();
      Column[] columns =
          inspected.stream().map(field -> ColumnNames.quoted(field.name())).toArray(Column[]::new);
      for (Row row : star.rows().select(columns).limit(ROWS).collectAsList()) {
        for (int k = 0; k < profiles.size(); k++) {
          profiles.get(k).add(row.get(k));
        }
      }
    }
    return of(numeric, leftOut);
  }

  static List<String> of(List<ColumnProfile> numeric, List<ColumnProfile> leftOut) {
    List<String> notes = new ArrayList<>();
    named(numeric.stream().filter(column -> column.kind() == ColumnProfile.Kind.BOOLEAN).toList())
        .ifPresent(
            names ->
                notes.add("data.numeric \"*\" takes the booleans %s as 0 and 1".formatted(names)));
    named(
            numeric.stream()
                .filter(column -> column.kind() == ColumnProfile.Kind.WHOLE)
                .filter(ColumnProfile::isNearlyUnique)
                .toList())
        .ifPresent(
            names ->
                notes.add(
                    "data.numeric \"*\" takes %s, whose whole numbers are nearly all distinct; if they are ids, list the columns to use instead of \"*\""
                        .formatted(names)));
    List<ColumnProfile> others = new ArrayList<>();
    for (ColumnProfile column : leftOut) {
      if (column.kind() == ColumnProfile.Kind.TEXT && column.numbers().isPresent()) {
        notes.add(textOfNumbers(column));
      } else if (column.mixture().isPresent()) {
        notes.add(
            "data.numeric \"*\" leaves out %s, which is %s; to use it, add an expression under data.numeric"
                .formatted(column.name(), column.mixture().get()));
      } else {
        others.add(column);
      }
    }
    named(others)
        .ifPresent(
            names ->
                notes.add(
                    "data.numeric \"*\" leaves out %s; to use a column, list it under data.categorical, or an expression under data.numeric"
                        .formatted(names)));
    return notes;
  }

  private static String textOfNumbers(ColumnProfile column) {
    TextNumber form = column.numbers().orElseThrow();
    String hint =
        "list %s under data.numeric".formatted(form.parsed(ColumnNames.expression(column.name())));
    if (column.lacksOnlyMissing()) {
      hint =
          "for csv, set data.options: {nullValue: \"%s\"}; otherwise %s"
              .formatted(column.unreadable().orElseThrow(), hint);
    }
    return "data.numeric \"*\" leaves out %s, which is text%s although %,d of %,d values are numbers; %s"
        .formatted(
            column.name(),
            column.unreadable().map(" such as '%s'"::formatted).orElse(""),
            column.numberCount(),
            column.present(),
            hint);
  }

  /** The columns, with their types if these differ; empty if there are none. */
  private static Optional<String> named(List<ColumnProfile> columns) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    boolean isMixed = columns.stream().map(ColumnProfile::type).distinct().count() > 1;
    String names =
        columns.stream()
            .limit(MAX_NAMED)
            .map(
                column ->
                    isMixed ? "%s (%s)".formatted(column.name(), shortType(column)) : column.name())
            .collect(Collectors.joining(", "));
    int more = columns.size() - MAX_NAMED;
    return Optional.of(more > 0 ? "%s and %,d more".formatted(names, more) : names);
  }

  private static String shortType(ColumnProfile column) {
    return column.type().length() <= 20 ? column.type() : column.type().replaceFirst("<.*", "");
  }
}
