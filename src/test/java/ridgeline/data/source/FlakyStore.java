package ridgeline.data.source;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A directory as a file system that only those find who have its options, and that may fail. */
public final class FlakyStore extends RawLocalFileSystem {
  /** What to open it with. Without a cache, others cannot find what was opened before. */
  static final Map<String, String> OPTIONS =
      Map.of("fs.flaky.impl", FlakyStore.class.getName(), "fs.flaky.impl.disable.cache", "true");

  private static volatile String failing = "";
  private static volatile CountDownLatch meeting = new CountDownLatch(0);
  private static final AtomicInteger OPENING = new AtomicInteger();
  private static final AtomicInteger MOST = new AtomicInteger();

  /** Lets the next attempts to open files fail that have some text in their path. */
  static void fail(String path) {
    failing = path;
  }

  /** Lets files be opened once so many are to be at the same time, or after ten seconds. */
  static void meet(int files) {
    MOST.set(0);
    meeting = new CountDownLatch(files);
  }

  /** The number of files that were opened at the same time. */
  static int met() {
    return MOST.get();
  }

  /** Works again. */
  static void mend() {
    failing = "";
    meeting = new CountDownLatch(0);
  }

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    MOST.accumulateAndGet(OPENING.incrementAndGet(), Math::max);
    try {
      meeting.countDown();
      boolean unused = meeting.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      OPENING.decrementAndGet();
    }
    if (!failing.isEmpty() && path.toString().contains(failing)) {
      throw new IOException("503 Slow Down");
    }
    return super.open(path, bufferSize);
  }
}
