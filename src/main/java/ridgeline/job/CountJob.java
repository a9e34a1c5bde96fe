package ridgeline.job;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** The least that a Spark job does: a session, a table of text read, its rows counted. */
public final class CountJob {
  private CountJob() {}

  /**
   * Prints the number of rows of a csv table.
   *
   * @param args its path
   * @throws IOException if the session does not end
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      System.out.println(spark.read().option("header", true).csv(args[0]).count());
    }
  }
}
