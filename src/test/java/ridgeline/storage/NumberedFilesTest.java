package ridgeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("plain")
class NumberedFilesTest {
  @TempDir private Path directory = Path.of("");

  private NumberedFiles files() {
    return new NumberedFiles(directory.resolve("log").toString(), ".json", new Configuration());
  }

  @Test
  void theNewestIsTheLargestNumber() throws IOException {
    NumberedFiles files = files();
    assertThat(files.newest()).isZero();
    for (int number = 1; number <= 11; number++) {
      assertThat(files.create(number, ("entry " + number).getBytes(StandardCharsets.UTF_8)))
          .isTrue();
    }
    for (String other : List.of("v12.json.tmp", "v013.json", "w14.json", "v15.txt", "v0.json")) {
      Files.createFile(directory.resolve("log").resolve(other));
    }
    assertThat(files.newest()).isEqualTo(11);
    assertThat(files.read(10, 8)).asString().isEqualTo("entry 10");
    assertThat(files.location(3)).endsWith("/log/v3.json");
  }

  @Test
  void anEntryIsNotChanged() throws IOException {
    assertThat(files().create(1, new byte[] {1})).isTrue();
    assertThat(files().create(1, new byte[] {2, 2})).isFalse();
    assertThat(files().read(1, 10)).containsExactly(1);
  }

  @Test
  void noMoreThanIsAskedForIsRead() throws IOException {
    files().create(1, new byte[11]);
    assertThat(files().read(1, 10)).hasSize(10);
    assertThatThrownBy(() -> files().read(2, 10)).isInstanceOf(FileNotFoundException.class);
  }

  /** As when the answer to the first request was lost. */
  @Test
  void aRepeatedRequestFindsItsOwnFile() throws IOException {
    assertThat(files().create(1, content(3))).isTrue();
    assertThat(files().create(1, content(3))).isTrue();
    assertThat(files().create(1, content(4))).isFalse();
  }

  @Test
  void aFileSystemThatCannotIsRefused() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.other.impl", OtherFileSystem.class, FileSystem.class);
    NumberedFiles files = new NumberedFiles("other:" + directory + "/log", ".json", configuration);
    assertThatThrownBy(() -> files.create(1, content(0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exclusively; use a local disk, HDFS or S3");
  }

  /** One of which nothing is known. */
  static final class OtherFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("other:///");
    }
  }

  private static byte[] content(int writer) {
    byte[] content = new byte[100_000];
    content[50_000] = (byte) writer;
    return content;
  }

  /** Readers see nothing or all of it, and nothing is left beside it. */
  @Test
  void ofSeveralWritersOneCreatesTheEntry() throws Exception {
    List<Callable<Boolean>> writers =
        IntStream.range(0, 8)
            .mapToObj(k -> (Callable<Boolean>) () -> files().create(1, content(k)))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(writers.size());
    int successes = 0;
    try {
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        successes += writer.get() ? 1 : 0;
      }
    } finally {
      threads.shutdown();
    }
    assertThat(successes).isEqualTo(1);
    assertThat(files().read(1, 200_000)).hasSize(100_000);
    try (Stream<Path> names = Files.list(directory.resolve("log"))) {
      assertThat(names).hasSize(1);
    }
  }
}
