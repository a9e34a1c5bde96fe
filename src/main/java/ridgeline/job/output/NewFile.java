package ridgeline.job.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import ridgeline.config.secret.Redaction;
import ridgeline.job.failure.UsageException;

/** Writes a single file for the user, which must be new. */
public final class NewFile {
  private NewFile() {}

  /**
   * Writes a text.
   *
   * @param location a local path or that of a Hadoop file system
   * @throws UsageException if there is such a file, or no directory for it
   */
  public static void write(String location, String text, Configuration configuration)
      throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    try {
      if (Storage.hasScheme(location)) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
        try (FileSystem files = Storage.open(path, configuration);
            OutputStream out = files.create(path, false)) {
          out.write(content);
        }
      } else {
        Files.write(
            Path.of(location), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw new UsageException(
          "%s already exists and is not overwritten; name another file with --out"
              .formatted(Redaction.location(location)));
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "--out %s: there is no such directory; create it, or name another file"
              .formatted(location));
    }
  }
}
