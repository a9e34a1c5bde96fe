package ridgeline.job.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.util.ShutdownHookManager;
import ridgeline.job.failure.UsageException;

/**
 * Directories for Spark's spilled and cached data that only this user can read. Spark's own
 * directories, which may hold all rows, are readable by everyone.
 */
final class PrivateDirectories {
  /** After Spark's hook, which removes what is in them. */
  private static final int LAST = 1;

  private PrivateDirectories() {}

  /**
   * Creates one in each place, to be removed when the process ends.
   *
   * @param places directories, separated by commas as in spark.local.dir
   * @return the directories, separated by commas
   * @throws UsageException if a place cannot be written
   */
  static String in(String places) {
    List<String> made = new ArrayList<>();
    for (String place : places.split(",", -1)) {
      try {
        Path parent = Files.createDirectories(Path.of(place.strip()));
        File directory = Files.createTempDirectory(parent, "ridgeline-").toFile();
        ShutdownHookManager.get().addShutdownHook(() -> FileUtil.fullyDelete(directory), LAST);
        made.add(directory.toString());
      } catch (IOException e) {
        throw new UsageException(
            "spark.local.dir %s cannot be written; choose another directory".formatted(place));
      }
    }
    return String.join(",", made);
  }
}
