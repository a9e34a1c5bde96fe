package ridgeline.job;

import static org.apache.hadoop.fs.CommonPathCapabilities.ABORTABLE_STREAM;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * A file system that behaves like S3A, in a directory: a file appears when its stream is closed,
 * unless the stream is aborted; of several conditional creations of a file, one succeeds; nothing
 * is renamed, and every other look-up of a file comes too late.
 */
public final class ObjectStore extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("store:///");

  /** Nothing is deleted while the uploads contain a file of this name. */
  public static final String POWER_CUT = "power-cut";

  private static final String UPLOADS = "store.uploads";

  private final AtomicInteger opened = new AtomicInteger();
  private java.nio.file.Path uploads = java.nio.file.Path.of("");

  /**
   * Settings for locations with the scheme {@code store}; incomplete uploads are in a directory.
   */
  public static Configuration configuration(java.nio.file.Path uploads) {
    Configuration configuration = new Configuration();
    configuration.set(UPLOADS, uploads.toString());
    configuration.set("fs.store.impl", ObjectStore.class.getName());
    configuration.set("fs.AbstractFileSystem.store.impl", Context.class.getName());
    return configuration;
  }

  /** Its adapter for {@code FileContext}. */
  public static final class Context extends DelegateToFileSystem {
    Context(URI uri, Configuration configuration) throws Exception {
      super(uri, new ObjectStore(), configuration, "store", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    uploads = java.nio.file.Path.of(configuration.get(UPLOADS));
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "store";
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return Set.of(ABORTABLE_STREAM, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE).contains(capability);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    FSDataInputStream file = super.open(path, bufferSize);
    if (opened.incrementAndGet() % 2 == 1) {
      file.close();
      throw new PathIOException(path.toString(), "replaced since it was looked up");
    }
    return file;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (Files.exists(uploads.resolve(POWER_CUT))) {
      throw new IOException("a power cut");
    }
    return super.delete(path, recursive);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("a copy and a removal: " + from);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(new Upload(path, overwrite), null);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public FSDataOutputStreamBuilder createFile(Path path) {
    return new ConditionalFile(
        this,
        path,
        (file, onCondition) -> new FSDataOutputStream(new Upload(file, !onCondition), null));
  }

  private final class Upload extends ByteArrayOutputStream
      implements Abortable, StreamCapabilities {
    private final Path path;
    private final boolean overwrite;
    private boolean over;

    Upload(Path path, boolean overwrite) {
      this.path = path;
      this.overwrite = overwrite;
    }

    @Override
    public void close() throws IOException {
      if (over) {
        return;
      }
      over = true;
      java.nio.file.Path file = pathToFile(path).toPath();
      Files.createDirectories(file.getParent());
      if (overwrite) {
        java.nio.file.Path whole = Files.createTempFile(uploads, "object", null);
        Files.write(whole, toByteArray());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      try {
        Files.write(file, toByteArray(), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new PathIOException(path.toString(), "at least one condition did not hold");
      }
    }

    @Override
    public AbortableResult abort() {
      over = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public @Nullable IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(ABORTABLE_STREAM);
    }
  }
}
