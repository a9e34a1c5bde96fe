package ridgeline.store.pass;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.source.FileValues;
import ridgeline.store.leaf.LeafSpecification;

/**
 * Which files of a table have rows of which partitions, kept in a store so that only new files are
 * read for it. Several files that say so are as good as one, so writers need not wait for each
 * other; if one cannot be used, files of the table are read again.
 */
public final class KnownFiles {
  private static final int FORMAT = 1;

  private static final int MAX_BYTES = 1 << 28;

  private static final String SUFFIX = ".json.gz";

  private static final Logger LOG = LogManager.getLogger(KnownFiles.class);

  private final Path directory;
  private final int maxBytes;
  private final Configuration configuration;
  private final List<Path> found = new ArrayList<>();
  private FileValues known = FileValues.NONE;

  /**
   * Names the place; nothing is read.
   *
   * @param store its location
   */
  public KnownFiles(String store, Configuration configuration) {
    this(store, configuration, MAX_BYTES);
  }

  /**
   * Names the place; nothing is read.
   *
   * @param maxBytes of a file before it is compressed
   */
  KnownFiles(String store, Configuration configuration, int maxBytes) {
    this.maxBytes = maxBytes;
    directory = new Path(store, "files");
    this.configuration = configuration;
  }

  /**
   * The content of a file.
   *
   * @param specification hash of the specification of the store
   * @param types Spark's types of the columns that the expressions read; of text they are inferred,
   *     so that new files may change them and what the expressions are of files before
   * @param values each list of values that any file has
   * @param files of the table
   */
  private record Content(
      int format,
      String specification,
      Map<String, String> types,
      List<List<String>> values,
      List<Known> files) {
    private Content {
      StrictJson.requireFormat(format, FORMAT);
      StrictJson.present("specification", specification);
      types = new TreeMap<>(StrictJson.present("types", types));
      values = StrictJson.complete("values", values);
      values.forEach(names -> StrictJson.complete("values", names));
      files = StrictJson.complete("files", files);
      for (Known file : files) {
        for (int value : file.values()) {
          if (value < 0 || value >= values.size()) {
            throw new IllegalArgumentException("has no value " + value);
          }
        }
      }
    }
  }

  /**
   * A file of the table.
   *
   * @param values positions in {@link Content#values}
   */
  private record Known(String path, long length, long modified, List<Integer> values) {
    private Known {
      StrictJson.present("path", path);
      values = StrictJson.complete("values", values);
    }
  }

  /**
   * What is known of the files of a table.
   *
   * @param specification of its store
   * @param types of the columns that the expressions read
   * @throws IOException if the thread is interrupted; what cannot be read is not known
   */
  FileValues read(LeafSpecification specification, Map<String, String> types) throws IOException {
    Map<FileValues.TableFile, List<List<String>>> values = new LinkedHashMap<>();
    found.clear();
    for (FileStatus file : list()) {
      if (file.getPath().getName().endsWith(SUFFIX)) {
        found.add(file.getPath());
        try {
          read(file.getPath(), specification.hash(), types, values);
        } catch (IOException e) {
          warn(file.getPath(), "cannot be read, so files of the table are read again", e);
        }
      }
    }
    known = new FileValues(values);
    return known;
  }

  private FileStatus[] list() throws IOException {
    try {
      return directory.getFileSystem(configuration).listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    } catch (IOException e) {
      warn(directory, "cannot be read, so all files of the table are", e);
      return new FileStatus[0];
    }
  }

  /**
   * Logs that something failed that the run can do without.
   *
   * @throws IOException the cause itself, if it is that the thread was interrupted
   */
  private static void warn(Path path, String failure, IOException cause) throws IOException {
    boolean interrupted =
        cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException);
    if (interrupted || cause instanceof ClosedByInterruptException) {
      throw cause;
    }
    LOG.warn(
        "{} {}: {}",
        Redaction.location(path.toString()),
        failure,
        Printable.line(Redaction.text(String.valueOf(cause.getMessage()))));
  }

  private void read(
      Path file,
      String specification,
      Map<String, String> types,
      Map<FileValues.TableFile, List<List<String>>> values)
      throws IOException {
    byte[] json;
    try (InputStream stored = directory.getFileSystem(configuration).open(file);
        InputStream in = new GZIPInputStream(stored)) {
      json = in.readNBytes(maxBytes + 1);
    }
    if (json.length > maxBytes) {
      throw new IOException("has more than %,d bytes".formatted(maxBytes));
    }
    Content content = StrictJson.read(file.getName(), json, Content.class);
    if (content.specification().equals(specification) && content.types().equals(types)) {
      for (Known each : content.files()) {
        values.put(
            new FileValues.TableFile(each.path(), each.length(), each.modified()),
            each.values().stream().map(content.values()::get).toList());
      }
    }
  }

  /**
   * Keeps what is known of the files that a table now has, if any of them were not known, in place
   * of what {@link #read} found. If that fails, these files are read again by the next run.
   *
   * @throws IOException if the thread is interrupted
   */
  public void write(PartitionedTable table) throws IOException {
    FileValues now = table.files();
    if (known.values().keySet().containsAll(now.values().keySet())) {
      return;
    }
    Path file = new Path(directory, UUID.randomUUID() + SUFFIX);
    try {
      write(file, content(table, now));
    } catch (IOException e) {
      warn(file, "cannot be written, so files of the table will be read again", e);
    }
  }

  private void write(Path file, byte[] json) throws IOException {
    if (json.length > maxBytes) {
      throw new IOException(
          "it would have %,d bytes, but at most %,d are read; write the table again in fewer files, or use an expression with fewer values"
              .formatted(json.length, maxBytes));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(json);
    }
    FileSystem files = directory.getFileSystem(configuration);
    try (OutputStream out = files.create(file, false)) {
      bytes.writeTo(out);
    }
    for (Path replaced : found) {
      files.delete(replaced, false);
    }
  }

  private static byte[] content(PartitionedTable table, FileValues values) throws IOException {
    Map<List<String>, Integer> positions = new LinkedHashMap<>();
    List<Known> files = new ArrayList<>();
    values
        .values()
        .forEach(
            (file, own) ->
                files.add(
                    new Known(
                        file.path(),
                        file.length(),
                        file.modified(),
                        own.stream()
                            .map(
                                names -> {
                                  int next = positions.size();
                                  return positions.computeIfAbsent(names, unseen -> next);
                                })
                            .toList())));
    return StrictJson.write(
            new Content(
                FORMAT,
                table.specification().hash(),
                table.columnTypes(),
                List.copyOf(positions.keySet()),
                files))
        .getBytes(StandardCharsets.UTF_8);
  }
}
