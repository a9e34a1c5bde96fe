package ridgeline.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.sweep.ResultTable;

/** What a sweep may return. */
enum SweepRows {
  COEFFICIENTS("coefficients") {
    @Override
    ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException {
      return table(ResultTable.COEFFICIENTS, files, line -> List.of());
    }
  },

  CV("cv") {
    @Override
    ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException {
      JsonNode result = files.json(RESULT);
      List<JsonNode> chosen =
          List.of(result.path("min"), result.path("oneSe"), result.path("selected"));
      return table(
          ResultTable.CV, files, line -> chosen.stream().map(cell -> isOf(line, cell)).toList());
    }
  },

  PATH("path") {
    @Override
    ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException {
      return table(ResultTable.PATH, files, line -> List.of());
    }
  },

  SUMMARY("summary") {
    @Override
    ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException {
      JsonNode result = files.json(RESULT);
      JsonNode selected = result.path("selected");
      Row row =
          RowFactory.create(
              result.path("rule").asText(),
              selected.path("regParam").asDouble(),
              selected.path("elasticNetParam").asDouble(),
              selected.path("cvm").asDouble(),
              selected.path("cvsd").asDouble(),
              selected.path("rmse").asDouble(),
              selected.path("r2").asDouble(),
              selected.path("nzero").asInt(),
              result.path("features").asInt(),
              result.path("rows").path("used").asLong(),
              result.path("folds").asInt(),
              result.path("engine").asText(),
              out);
      return new ProcedureRows(ONE_ROW, List.of(row));
    }
  },

  FILES("files") {
    @Override
    ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException {
      List<Row> rows = new ArrayList<>();
      for (String name : NAMES) {
        rows.add(RowFactory.create(name, files.read(name)));
      }
      return new ProcedureRows(CONTENTS, rows);
    }
  };

  private static final String RESULT = "sweep.json";

  private static final List<String> NAMES =
      List.of("cv.csv", "path.csv", "coefficients.csv", RESULT, "report.html", "job.yaml");

  private static final StructType CONTENTS =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("content", DataTypes.StringType, false);

  private static final StructType ONE_ROW =
      new StructType()
          .add("rule", DataTypes.StringType, false)
          .add("regParam", DataTypes.DoubleType, false)
          .add("elasticNetParam", DataTypes.DoubleType, false)
          .add("cvm", DataTypes.DoubleType, false)
          .add("cvsd", DataTypes.DoubleType, false)
          .add("rmse", DataTypes.DoubleType, false)
          .add("r2", DataTypes.DoubleType, false)
          .add("nonzero", DataTypes.IntegerType, false)
          .add("features", DataTypes.IntegerType, false)
          .add("rows", DataTypes.LongType, false)
          .add("folds", DataTypes.IntegerType, false)
          .add("engine", DataTypes.StringType, false)
          .add("out", DataTypes.StringType);

  private final String text;

  SweepRows(String text) {
    this.text = text;
  }

  /**
   * The rows of a sweep.
   *
   * @param files of the sweep
   * @param out where they stay; null if they do not
   */
  abstract ProcedureRows of(ResultFiles files, @Nullable String out) throws IOException;

  /** Values that a table has after those of a line of its csv file. */
  @FunctionalInterface
  private interface More {
    List<Boolean> of(String[] line);
  }

  private static ProcedureRows table(ResultTable table, ResultFiles files, More more)
      throws IOException {
    StructField[] fields = table.schema().fields();
    List<Row> rows = new ArrayList<>();
    for (String[] line : files.csv(table + ".csv")) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < line.length; i++) {
        values.add(value(line[i], fields[i].dataType()));
      }
      values.addAll(more.of(line));
      rows.add(RowFactory.create(values.toArray()));
    }
    return new ProcedureRows(table.schema(), rows);
  }

  private static @Nullable Object value(@Nullable String text, DataType type) {
    if (text == null || type.equals(DataTypes.StringType)) {
      return text;
    }
    if (type.equals(DataTypes.DoubleType)) {
      return Double.valueOf(text);
    }
    return type.equals(DataTypes.IntegerType)
        ? (Object) Integer.valueOf(text)
        : (Object) Boolean.valueOf(text);
  }

  /** Whether a line of cv.csv, which begins with elasticNetParam and step, is of a cell. */
  private static boolean isOf(String[] line, JsonNode cell) {
    return Double.parseDouble(line[0]) == cell.path("elasticNetParam").asDouble()
        && Integer.parseInt(line[1]) == cell.path("step").asInt();
  }

  @Override
  public String toString() {
    return text;
  }
}
