package ridgeline.job;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * The smallest Spark job to compare with: opens a session, reads a csv table and counts its rows.
 */
public final class CountJob {
  private CountJob() {}

  /**
   * Prints the number of rows of a csv table.
   *
   * @param args its path
   * @throws IOException if the session cannot be closed
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      System.out.println(spark.read().option("header", true).csv(args[0]).count());
    }
  }
}
