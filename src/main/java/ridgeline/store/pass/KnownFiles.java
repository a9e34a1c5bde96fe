package ridgeline.store.pass;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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

  private final Path directory;
  private final Configuration configuration;
  private final List<Path> found = new ArrayList<>();
  private FileValues known = FileValues.NONE;

  /**
   * Names the place; nothing is read.
   *
   * @param store its location
   */
  public KnownFiles(String store, Configuration configuration) {
    directory = new Path(store, "files");
    this.configuration = configuration;
  }

  /**
   * The content of a file.
   *
   * @param specification hash of the specification of the store
   * @param values each list of values that any file has
   * @param files of the table
   */
  private record Content(
      int format, String specification, List<List<String>> values, List<Known> files) {
    private Content {
      StrictJson.requireFormat(format, FORMAT);
      StrictJson.present("specification", specification);
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

  /** What is known of the files of a table whose store has a specification. */
  FileValues read(LeafSpecification specification) throws IOException {
    Map<FileValues.TableFile, List<List<String>>> values = new LinkedHashMap<>();
    found.clear();
    for (FileStatus file : list()) {
      if (file.getPath().getName().endsWith(SUFFIX)) {
        found.add(file.getPath());
        try {
          read(file.getPath(), specification.hash(), values);
        } catch (IOException e) {
          // It is damaged, or another run has just replaced it.
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
    }
  }

  private void read(
      Path file, String specification, Map<FileValues.TableFile, List<List<String>>> values)
      throws IOException {
    byte[] json;
    try (InputStream stored = directory.getFileSystem(configuration).open(file);
        InputStream in = new GZIPInputStream(stored)) {
      json = in.readNBytes(MAX_BYTES);
    }
    Content content = StrictJson.read(file.getName(), json, Content.class);
    if (content.specification().equals(specification)) {
      for (Known each : content.files()) {
        values.put(
            new FileValues.TableFile(each.path(), each.length(), each.modified()),
            each.values().stream().map(content.values()::get).toList());
      }
    }
  }

  /**
   * Keeps what is known of the files that a table now has, if any of them were not known, in place
   * of what {@link #read} found.
   */
  public void write(PartitionedTable table) throws IOException {
    FileValues now = table.files();
    if (known.values().keySet().containsAll(now.values().keySet())) {
      return;
    }
    FileSystem files = directory.getFileSystem(configuration);
    byte[] content = content(table.specification().hash(), now);
    try (OutputStream out = files.create(new Path(directory, UUID.randomUUID() + SUFFIX), false)) {
      out.write(content);
    }
    for (Path replaced : found) {
      files.delete(replaced, false);
    }
  }

  private static byte[] content(String specification, FileValues values) throws IOException {
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
    String json =
        StrictJson.write(
            new Content(FORMAT, specification, List.copyOf(positions.keySet()), files));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
