package ridgeline.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a job file's SQL calls, by reflection, to make tasks fail. */
public final class FlakyRow {
  private FlakyRow() {}

  /** Fails so many times, whatever the process; each time leaves a file behind. */
  public static String fail(String directory, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try {
        Files.createFile(Path.of(directory, "failure-" + i));
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      throw new IOException("failure " + i + " of " + times);
    }
    return "sound";
  }

  /** Sleeps a long time, once in the life of a directory. */
  public static String stall(String directory) throws IOException, InterruptedException {
    try {
      Files.createFile(Path.of(directory, "stalled"));
    } catch (FileAlreadyExistsException e) {
      return "sound";
    }
    Thread.sleep(600_000);
    return "late";
  }
}
