package ridgeline.job;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.deploy.SparkHadoopUtil;
import ridgeline.spark.LocalSpark;

/**
 * A directory as a file system that stops working at a moment: from then on, nothing can be read,
 * written or removed, as if the process were dead. A file that is written at that moment is left
 * half-written, unless it is created on the condition that it does not exist.
 */
public final class MortalStore extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("mortal:///");

  /** Number of changes that are still made; all others fail. */
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  /** What is read, such as {@code open v1.json}. */
  private static final Queue<String> REQUESTS = new ConcurrentLinkedQueue<>();

  /** Whether a thread is in another method, which looks up files itself. */
  private final ThreadLocal<Boolean> isInside = ThreadLocal.withInitial(() -> false);

  /** Adds locations with the scheme {@code mortal} to some settings. */
  static void addTo(Configuration configuration) {
    configuration.set("fs.mortal.impl", MortalStore.class.getName());
    configuration.set("fs.AbstractFileSystem.mortal.impl", Context.class.getName());
  }

  /** Adds them to the settings of the session that the tests share. */
  static void addToSession() {
    addTo(LocalSpark.session().sparkContext().hadoopConfiguration());
    addTo(SparkHadoopUtil.get().conf());
  }

  /** Its adapter for {@code FileContext}. */
  public static final class Context extends DelegateToFileSystem {
    Context(URI uri, Configuration configuration) throws Exception {
      super(uri, new MortalStore(), configuration, "mortal", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }
  }

  /** Lets it make so many changes from now on. */
  static void live(long changes) {
    LEFT.set(changes);
  }

  /** Number of changes that it may still make. */
  static long left() {
    return LEFT.get();
  }

  /** What was read since this was asked last, in order. */
  static List<String> requests() {
    List<String> requests = List.copyOf(REQUESTS);
    REQUESTS.clear();
    return requests;
  }

  private static void requireAlive() throws IOException {
    if (LEFT.get() <= 0) {
      throw new IOException("dead");
    }
  }

  /**
   * Counts a change; false if it is the one at which it dies. Those of heartbeats, whose number
   * depends on how long a run takes, do not count.
   */
  private static boolean survives() throws IOException {
    requireAlive();
    return Thread.currentThread().getName().equals("ridgeline-status")
        || LEFT.decrementAndGet() > 0;
  }

  private static void change() throws IOException {
    if (!survives()) {
      throw new IOException("dying");
    }
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "mortal";
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    requireAlive();
    REQUESTS.add("open " + path.getName());
    isInside.set(true);
    try {
      return super.open(path, bufferSize);
    } finally {
      isInside.set(false);
    }
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    requireAlive();
    REQUESTS.add("list " + path.getName());
    isInside.set(true);
    try {
      return Arrays.stream(super.listStatus(path))
          .map(MortalStore::withoutPermissions)
          .toArray(FileStatus[]::new);
    } finally {
      isInside.set(false);
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (!isInside.get()) {
      REQUESTS.add("status " + path.getName());
    }
    return withoutPermissions(super.getFileStatus(path));
  }

  /** Its permissions would be looked up in a file of another scheme. */
  private static FileStatus withoutPermissions(FileStatus file) {
    return new FileStatus(
        file.getLen(),
        file.isDirectory(),
        1,
        file.getBlockSize(),
        file.getModificationTime(),
        file.getPath());
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change();
    return super.delete(path, recursive);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    requireAlive();
    return super.mkdirs(path, permission);
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {}

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return output(path, overwrite, false);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return output(path, overwrite, false);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public FSDataOutputStreamBuilder createFile(Path path) {
    return new ConditionalFile(this, path, (file, onCondition) -> output(file, true, onCondition));
  }

  private FSDataOutputStream output(Path path, boolean overwrite, boolean onCondition)
      throws IOException {
    requireAlive();
    java.nio.file.Path file = pathToFile(path).toPath();
    if (!overwrite && Files.exists(file)) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
    }
    Files.createDirectories(file.getParent());
    OutputStream content =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (closed) {
              return;
            }
            closed = true;
            put(file, toByteArray(), onCondition);
          }
        };
    return new FSDataOutputStream(content, null);
  }

  private static void put(java.nio.file.Path file, byte[] content, boolean onCondition)
      throws IOException {
    boolean survives = survives();
    if (onCondition && survives) {
      try {
        Files.write(file, content, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new PathIOException(file.toString(), "at least one condition did not hold");
      }
    } else if (!onCondition) {
      Files.write(file, survives ? content : Arrays.copyOf(content, content.length / 2));
    }
    if (!survives) {
      throw new IOException("dying");
    }
  }
}
