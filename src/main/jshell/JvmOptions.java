import org.apache.spark.launcher.JavaModuleOptions;

/** Prints the options that a JVM of Spark needs, a line each. */
final class JvmOptions {
  private JvmOptions() {}

  public static void main(String[] args) {
    for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
      System.out.println(option);
    }
  }
}
