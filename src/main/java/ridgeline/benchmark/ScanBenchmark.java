package ridgeline.benchmark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.config.ConfigException;

/** How long it takes to decode the table's columns into rows that are thrown away. */
final class ScanBenchmark {
  static final String NOOP = "scan.noop";

  private ScanBenchmark() {}

  static void run(MeasuredTable table, Repetitions repetitions, Measurements into)
      throws ConfigException {
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
            "the columns of label and features, from the files into Spark's noop sink"));
  }
}
