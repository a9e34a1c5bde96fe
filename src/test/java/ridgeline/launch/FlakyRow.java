package ridgeline.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.unsafe.types.UTF8String;

/** Implements the functions of {@link FlakyFunctions} for a row. */
public final class FlakyRow {
  private static final UTF8String SOUND = UTF8String.fromString("sound");

  private FlakyRow() {}

  /** Fails the given number of times in total over all processes; leaves a file each time. */
  public static UTF8String fail(UTF8String directory, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try {
        Files.createFile(Path.of(directory.toString(), "failure-" + i));
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      throw new IOException("failure " + i + " of " + times);
    }
    return SOUND;
  }

  /** Sleeps for a long time, only once for each directory. */
  public static UTF8String stall(UTF8String directory) throws IOException, InterruptedException {
    try {
      Files.createFile(Path.of(directory.toString(), "stalled"));
    } catch (FileAlreadyExistsException e) {
      return SOUND;
    }
    Thread.sleep(600_000);
    return UTF8String.fromString("late");
  }
}
