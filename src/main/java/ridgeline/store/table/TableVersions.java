package ridgeline.store.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
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
import ridgeline.storage.NumberedFiles;

/**
 * The versions of a table's metadata, one file each. A commit creates the next one; if another
 * writer was first, Iceberg applies the change to that writer's version, and tries again.
 */
final class TableVersions implements TableOperations {
  private final String location;
  private final NumberedFiles files;
  private final FileIO io;
  private long version;
  private boolean isStale;
  private @Nullable TableMetadata current;

  /** Opens the newest version, if there is one. */
  TableVersions(String location, Configuration configuration) throws IOException {
    this.location = location;
    files = new NumberedFiles(location + "/metadata", ".metadata.json", configuration);
    FileSystem fileSystem = new Path(location).getFileSystem(configuration);
    boolean isLocal = fileSystem.getUri().getScheme().equals("file");
    io = new TableFiles(location, isLocal ? new LocalFiles() : new HadoopFileIO(configuration));
    read();
  }

  /** The number of the version that is current; 0 if there is no table. */
  long version() {
    return version;
  }

  @Override
  public @Nullable TableMetadata current() {
    return isStale ? refresh() : current;
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
    long newest = files.newest();
    if (newest != version) {
      current = parsed(files.location(newest));
      version = newest;
    }
    isStale = false;
  }

  private TableMetadata parsed(String file) {
    try {
      return TableMetadataParser.read(io, file);
    } catch (RuntimeException e) { // Iceberg's, of metadata that is damaged
      throw StoreException.unreadable(file, e);
    }
  }

  @Override
  public void commit(@Nullable TableMetadata base, TableMetadata metadata) {
    if (base != current()) {
      throw new CommitFailedException("another version is current by now");
    }
    byte[] content = TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    boolean created;
    try {
      created = files.create(version + 1, content);
    } catch (IOException | RuntimeException e) {
      // The file may be there all the same, so nothing that it refers to may be removed.
      throw new CommitStateUnknownException(e);
    }
    if (!created) {
      throw new CommitFailedException("version %d was committed by another", version + 1);
    }
    isStale = true;
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return location + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    Map<String, String> properties = current == null ? Map.of() : current.properties();
    return LocationProviders.locationsFor(location, properties);
  }
}
