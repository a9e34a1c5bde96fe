package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose an output directory is, and what becomes of what other runs left there. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class OutputDirectoryTest {
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  private final boolean inObjectStore;
  private Configuration configuration = new Configuration();
  private Path out;
  private String location;

  OutputDirectoryTest(boolean inObjectStore) {
    this.inObjectStore = inObjectStore;
  }

  @BeforeEach
  void name(@TempDir Path directory) throws IOException {
    out = directory.resolve("out");
    location = out.toString();
    if (inObjectStore) {
      location = "store://" + out;
      configuration =
          ObjectStore.configuration(Files.createDirectory(directory.resolve("uploads")));
    }
  }

  private OutputDirectory create() {
    return create(AT_ONCE);
  }

  private OutputDirectory create(Duration signOfLife) {
    return OutputDirectory.create(location, configuration, signOfLife);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isWholeOnceItsLastFileIsThere() throws IOException {
    OutputDirectory directory = create();
    directory.write("cv.csv", writer -> writer.write("1"));
    assertThat(names()).containsExactly("_unfinished", "cv.csv");
    directory.finish("sweep.json", writer -> writer.write("{}"));
    directory.discard();
    directory.release();
    assertThat(names()).containsExactly("cv.csv", "sweep.json");
    assertThatThrownBy(this::create)
        .isInstanceOf(UsageException.class)
        .hasMessage("--out " + location + " exists and is not empty; choose another, or remove it");
  }

  @Test
  void aFileThatCannotBeWrittenWholeIsNotShown() throws IOException {
    OutputDirectory directory = create();
    OutputFiles.Content failing =
        writer -> {
          writer.write("{");
          throw new IOException("no more");
        };
    assertThatThrownBy(() -> directory.finish("sweep.json", failing)).hasMessage("no more");
    assertThat(names()).doesNotContain("sweep.json");
    directory.finish("sweep.json", writer -> writer.write("{}"));
    assertThat(out.resolve("sweep.json")).hasContent("{}");
  }

  @Test
  void whatADeadRunLeftIsReplaced() throws IOException {
    OutputDirectory dead = create();
    dead.write("cv.csv", writer -> writer.write("1"));
    dead.replace("status.json", writer -> writer.write("{}"));
    Files.createDirectories(out.resolve("model/metadata"));
    OutputDirectory next = create();
    assertThat(names()).containsExactly("_unfinished");
    assertThat(dead.isOwned()).isFalse();
    assertThat(next.isOwned()).isTrue();
    for (String name : List.of("cv.csv", "sweep.json")) {
      assertThatThrownBy(() -> dead.write(name, writer -> writer.write("{}")))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is being written by another run");
      assertThatThrownBy(() -> dead.finish(name, writer -> writer.write("{}")))
          .isInstanceOf(UsageException.class);
    }
    dead.discard();
    dead.release();
    assertThat(names()).containsExactly("_unfinished");
  }

  @Test
  void whatADeadRunLeftNamesNoFileElsewhere() throws IOException {
    Path victim = Files.writeString(out.resolveSibling("victim"), "1");
    Files.createDirectory(out);
    Files.writeString(out.resolve("_unfinished"), "x/../../victim");
    assertThat(create().isOwned()).isTrue();
    assertThat(victim).hasContent("1");
    assertThat(names()).containsExactly("_unfinished");
  }

  @Test
  void aRunThatDiedAsItTookADirectoryIsReplacedToo() throws IOException {
    assumeTrue(inObjectStore, "nothing ends a run on a local disk half-way");
    create().write("cv.csv", writer -> writer.write("1"));
    Path powerCut = Files.createFile(out.resolve(ObjectStore.POWER_CUT));
    assertThatThrownBy(this::create).isInstanceOf(UsageException.class);
    assertThat(names()).anyMatch(name -> name.startsWith("_taken-"));
    Files.delete(powerCut);
    assertThat(create().isOwned()).isTrue();
    assertThat(names()).containsExactly("_unfinished");
  }

  @Test
  void aRunThatShowsLifeKeepsItsDirectory() throws Exception {
    OutputDirectory running = create();
    running.replace("status.json", writer -> writer.write("1"));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<OutputDirectory> second = other.submit(() -> create(Duration.ofSeconds(20)));
      for (int beat = 2; !second.isDone() && beat < 200; beat++) {
        String status = String.valueOf(beat);
        running.replace("status.json", writer -> writer.write(status));
        Thread.sleep(100);
      }
      assertThatThrownBy(second::get)
          .hasRootCauseMessage(
              "--out " + location + " is being written by another run; choose another");
    } finally {
      other.shutdownNow();
    }
    assertThat(running.isOwned()).isTrue();
  }

  @Test
  void aResultIsNeverTakenForWhatADeadRunLeft() throws IOException {
    OutputDirectory directory = create();
    directory.finish("sweep.json", writer -> writer.write("{}"));
    Files.writeString(out.resolve("_unfinished"), "killed before it was removed");
    assertThatThrownBy(this::create).hasMessageContaining("is not empty");
    assertThat(out.resolve("sweep.json")).exists();
  }

  @Test
  void onlyTheStatusOfAFailedRunStays() throws IOException {
    OutputDirectory failed = create();
    failed.write("cv.csv", writer -> writer.write("1"));
    failed.replace("status.json", writer -> writer.write("FAILED"));
    failed.discard();
    assertThat(names()).containsExactly("_unfinished", "status.json");
    failed.release();
    assertThat(names()).containsExactly("status.json");
    assertThat(create().isOwned()).isTrue();
  }

  @Test
  void filesOfOthersAreLeftAlone() throws IOException {
    Files.writeString(Files.createDirectories(out).resolve("precious"), "1");
    assertThatThrownBy(this::create).hasMessageContaining("is not empty");
    assertThat(names()).containsExactly("precious");
  }

  @RepeatedTest(3)
  void ofSeveralRunsThatStartAtOnceOneWins() throws Exception {
    assertThat(winners(8)).isEqualTo(1);
    assertThat(names()).containsExactly("_unfinished", "status.json");
  }

  @Test
  void ofSeveralRunsThatReplaceADeadOneOneWins() throws Exception {
    create().write("cv.csv", writer -> writer.write("1"));
    assertThat(winners(4)).isEqualTo(1);
    assertThat(names()).containsExactly("_unfinished", "status.json");
  }

  private int winners(int runs) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    Queue<StatusFile> statuses = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      Callable<Boolean> run =
          () -> {
            start.await();
            try {
              OutputDirectory directory = create(Duration.ofSeconds(8));
              statuses.add(new StatusFile(directory, "sweep"));
              return directory.isOwned();
            } catch (UsageException e) {
              return false;
            }
          };
      List<Future<Boolean>> results =
          Stream.generate(() -> threads.submit(run)).limit(runs).toList();
      start.countDown();
      int winners = 0;
      for (Future<Boolean> result : results) {
        winners += result.get() ? 1 : 0;
      }
      return winners;
    } finally {
      threads.shutdownNow();
      statuses.forEach(StatusFile::close);
    }
  }
}
