package ridgeline.store.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a table's metadata, one file each, numbered without a gap. A commit creates the
 * file with the next number, which one writer can; the others begin again from it. No version is
 * ever removed, or a writer that began before could create it again.
 */
final class TableVersions implements TableOperations {
  private static final Pattern NAME = Pattern.compile("v(\\d{1,9})\\.metadata\\.json");

  private final String location;
  private final Configuration configuration;
  private final FileIO io;
  private long version;
  private @Nullable TableMetadata current;

  /** Opens the newest version, if there is one. */
  TableVersions(String location, Configuration configuration) throws IOException {
    this.location = location;
    this.configuration = configuration;
    boolean isLocal = fileSystem().getUri().getScheme().equals("file");
    io = isLocal ? new LocalFiles() : new HadoopFileIO(configuration);
    read();
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(location).getFileSystem(configuration);
  }

  /** The number of the version that is current; 0 if there is no table. */
  long version() {
    return version;
  }

  @Override
  public @Nullable TableMetadata current() {
    return current;
  }

  @Override
  public @Nullable TableMetadata refresh() {
    try {
      read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return current;
  }

  private void read() throws IOException {
    long newest = newest();
    if (newest != version) {
      current = TableMetadataParser.read(io, file(newest));
      version = newest;
    }
  }

  private long newest() throws IOException {
    try {
      FileStatus[] files = fileSystem().listStatus(new Path(directory()));
      return Arrays.stream(files)
          .map(file -> NAME.matcher(file.getPath().getName()))
          .filter(Matcher::matches)
          .flatMapToLong(name -> LongStream.of(Long.parseLong(name.group(1))))
          .max()
          .orElse(0);
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  private String directory() {
    return location + "/metadata";
  }

  private String file(long number) {
    return metadataFileLocation("v%d.metadata.json".formatted(number));
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
    if (base != current) {
      throw new CommitFailedException("another version is current by now");
    }
    byte[] content = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    boolean created;
    try {
      created = ExclusiveFile.create(file(version + 1), content, configuration);
    } catch (IOException | RuntimeException e) {
      // The file may be there all the same, so nothing that it refers to may be removed.
      throw new CommitStateUnknownException(e);
    }
    if (!created) {
      throw new CommitFailedException("version %d was committed by another", version + 1);
    }
    refresh();
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return directory() + "/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    Map<String, String> properties = current == null ? Map.of() : current.properties();
    return LocationProviders.locationsFor(location, properties);
  }
}
