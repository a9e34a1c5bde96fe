package ridgeline.job.output;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Connects to Hadoop file systems. */
public final class Storage {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private Storage() {}

  /** Whether a location names its file system, as {@code hdfs:/runs} does. */
  public static boolean hasScheme(String location) {
    return SCHEME.matcher(location).matches();
  }

  /**
   * Opens a new connection to the file system of a path.
   *
   * @throws IOException if there is no such file system, or its classes are missing
   */
  public static FileSystem open(Path path, Configuration configuration) throws IOException {
    try {
      return FileSystem.newInstance(path.toUri(), configuration);
    } catch (RuntimeException e) {
      if (!(e.getCause() instanceof ClassNotFoundException)) {
        throw e;
      }
      throw new IOException(
          "Spark's class path has no file system for %s locations; s3a needs hadoop-aws and the AWS SDK"
              .formatted(path.toUri().getScheme()),
          e);
    }
  }
}
