package ridgeline.benchmark;

import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.benchmark.table.MeasuredTable;
import ridgeline.config.ConfigException;
import ridgeline.data.columns.InternalColumns;
import ridgeline.data.columns.RawTable;

/** How long it takes to decode the table's columns and discard the result. */
final class ScanBenchmark {
  static final String COLUMNS = "scan.columns";
  static final String NOOP = "scan.noop";

  private ScanBenchmark() {}

  static void run(MeasuredTable table, Repetitions repetitions, Measurements into)
      throws ConfigException {
    RawTable raw = Objects.requireNonNull(table.prepare().raw());
    into.add(
        Measurement.of(
            COLUMNS,
            "s",
            repetitions.seconds(COLUMNS, () -> requireDecoded(InternalColumns.decode(raw))),
            "the columns of label and features, from the files into batches of columns"));
    into.add(
        Measurement.of(
            NOOP,
            "s",
            repetitions.seconds(
                NOOP,
                () -> {
                  Dataset<Row> columns = table.columnsOfFiles();
                  columns.write().format("noop").mode("overwrite").save();
                }),
            "the same columns, from the files into rows for Spark's noop sink"));
  }

  private static void requireDecoded(long rows) {
    if (rows < 0) {
      throw new IllegalStateException("the Parquet files are not read in columnar batches");
    }
  }
}
