package ridgeline.job;

import static org.apache.hadoop.fs.CommonPathCapabilities.ABORTABLE_STREAM;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system that runs an action at one of its calls, counted from 1. */
public final class Moments extends RawLocalFileSystem {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static volatile int moment;
  private static volatile Runnable action = () -> {};

  /** Runs an action at a call counted from now on. */
  static void at(int call, Runnable act) {
    action = act;
    moment = call;
    CALLS.set(0);
  }

  /** The number of calls since then. */
  static int calls() {
    return CALLS.get();
  }

  /** Settings for locations with the scheme {@code moments}. */
  static void configure(Configuration configuration) {
    configuration.set("fs.moments.impl", Moments.class.getName());
  }

  private static void call() {
    if (CALLS.incrementAndGet() == moment) {
      action.run();
    }
  }

  @Override
  public URI getUri() {
    return URI.create("moments:///");
  }

  @Override
  public String getScheme() {
    return "moments";
  }

  /** So that files are not written under another name first. */
  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.equals(ABORTABLE_STREAM);
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
    call();
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
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
    return create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    call();
    return super.mkdirs(path);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return mkdirs(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    call();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    call();
    return super.delete(path, recursive);
  }

  /** Without permissions, which are looked up for the scheme {@code file} only. */
  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    call();
    FileStatus found = super.getFileStatus(path);
    return new FileStatus(
        found.getLen(),
        found.isDirectory(),
        found.getReplication(),
        found.getBlockSize(),
        found.getModificationTime(),
        found.getPath());
  }
}
