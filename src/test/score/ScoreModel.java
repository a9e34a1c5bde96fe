import java.io.IOException;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Prints the root mean squared error of a saved model on a csv file: MODEL FILE LABEL. */
final class ScoreModel {
  private ScoreModel() {}

  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> rows =
          spark.read().option("header", true).option("inferSchema", true).csv(args[1]);
      Dataset<Row> scored = PipelineModel.load(args[0]).transform(rows);
      double rmse =
          scored
              .selectExpr("sqrt(avg(power(" + args[2] + " - prediction, 2)))")
              .first()
              .getDouble(0);
      System.out.println(rmse);
    }
  }
}
