package ridgeline.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files with consecutive numbers in a directory, such as {@code v1.json}, {@code v2.json}: a log of
 * which each entry is created once, whole, and never changed. To compare and set, a writer reads
 * the newest entry and creates the next; if another writer was first, it begins again.
 *
 * <p>No entry may ever be removed, or a writer that began before could create it again.
 */
public final class NumberedFiles {
  private final String directory;
  private final String suffix;
  private final Configuration configuration;
  private final Pattern name;

  /**
   * Names the files; nothing is read.
   *
   * @param suffix what follows the number, such as {@code .json}
   */
  public NumberedFiles(String directory, String suffix, Configuration configuration) {
    this.directory = directory;
    this.suffix = suffix;
    this.configuration = configuration;
    name = Pattern.compile("v([1-9]\\d{0,8})" + Pattern.quote(suffix));
  }

  /** The largest number; 0 if there are no files. */
  public long newest() throws IOException {
    try {
      FileStatus[] files = fileSystem().listStatus(new Path(directory));
      return Arrays.stream(files)
          .map(file -> name.matcher(file.getPath().getName()))
          .filter(Matcher::matches)
          .flatMapToLong(match -> LongStream.of(Long.parseLong(match.group(1))))
          .max()
          .orElse(0);
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(directory).getFileSystem(configuration);
  }

  /** The location of a file. */
  public String location(long number) {
    return "%s/v%d%s".formatted(directory, number, suffix);
  }

  /**
   * Creates a file.
   *
   * @param number one more than that of the newest file
   * @param content what no other writer would write
   * @return false if another writer has created it
   * @throws IOException if it is not known whether the file was created
   */
  public boolean create(long number, byte[] content) throws IOException {
    return ExclusiveFile.create(location(number), content, configuration);
  }

  /**
   * The beginning of a file.
   *
   * @param maxBytes how much of it to read
   * @throws FileNotFoundException if it does not exist
   */
  public byte[] read(long number, int maxBytes) throws IOException {
    try (InputStream file = fileSystem().open(new Path(location(number)))) {
      return file.readNBytes(maxBytes);
    }
  }
}
