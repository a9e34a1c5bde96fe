package ridgeline.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileUtil;

/** A directory on the driver's disk for a job of which only the result is wanted. */
record TemporaryRun(Path directory) implements AutoCloseable {
  static TemporaryRun create() throws IOException {
    return new TemporaryRun(Files.createTempDirectory("ridgeline-sweep-"));
  }

  /** Where the job writes. */
  String out() {
    return directory.resolve("out").toUri().toString();
  }

  @Override
  public void close() {
    FileUtil.fullyDelete(directory.toFile());
  }
}
