package ridgeline.linalg.planted;

import ai.djl.pytorch.jni.JniUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import ridgeline.config.Problem;
import ridgeline.job.SweepCommand;
import ridgeline.linalg.planted.inner.Back;

/** Breaks the package rules, to show that the rules are checked in sub-packages too. */
public final class Violations {
  private Violations() {}

  static Class<?>[] imports() {
    return new Class<?>[] {
      InternalRow.class, JniUtils.class, Problem.class, SweepCommand.class, Back.class
    };
  }

  static SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }

  static void end() {
    System.exit(1);
  }
}
