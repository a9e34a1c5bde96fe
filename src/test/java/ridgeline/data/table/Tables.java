package ridgeline.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.TrainingRows;
import ridgeline.spark.LocalSpark;

/** Training tables from the text of job files, and their contents by label. */
public final class Tables {
  private Tables() {}

  /**
   * Prepares the table of a job.
   *
   * @param sections the sections of a job file, without its name
   */
  public static TrainingTable prepare(String... sections) throws ConfigException {
    String job = "name: test\n" + String.join("\n", sections);
    SweepConfig config = SweepConfigReader.read(job, "test", List.of());
    return TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
  }

  /** Names of the features, from their attributes. */
  public static List<String> terms(TrainingTable table) {
    var field = table.rows().schema().apply(TrainingRows.FEATURES);
    return Arrays.stream(AttributeGroup.fromStructField(field).attributes().get())
        .map(attribute -> attribute.name().get())
        .toList();
  }

  /** The features of each row, by its label. */
  public static SortedMap<Double, double[]> features(TrainingTable table) {
    SortedMap<Double, double[]> features = new TreeMap<>();
    for (Row row : table.rows().collectAsList()) {
      features.put(row.getDouble(1), ((Vector) row.get(0)).toArray());
    }
    return features;
  }

  /** The fold of each row, by its label. */
  static SortedMap<Double, Integer> folds(TrainingTable table) {
    SortedMap<Double, Integer> folds = new TreeMap<>();
    for (Row row : table.rows().collectAsList()) {
      folds.put(row.getDouble(1), row.getInt(3));
    }
    return folds;
  }

  /** Rows of a query. */
  public static Dataset<Row> query(String sql) {
    return LocalSpark.session().sql(sql);
  }
}
