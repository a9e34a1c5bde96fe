package ridgeline.job.output;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.ObjectStore;
import ridgeline.job.failure.UsageException;

/** Who owns an output directory, and what happens to files that other runs left there. */
@Tag("plain")
@ParameterizedClass
@ValueSource(booleans = {false, true})
class OutputDirectoryTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

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

  private OutputDirectory create(Duration staleAfter) {
    return create("", staleAfter);
  }

  private OutputDirectory create(String name, Duration staleAfter) {
    String directory = name.isEmpty() ? location : location + "/" + name;
    return OutputDirectory.create(directory, "sweep", configuration, staleAfter);
  }

  private List<String> names() throws IOException {
    return names(out);
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("_files-"))
          .sorted()
          .toList();
    }
  }

  private String manifest() throws IOException {
    try (var files = Files.newDirectoryStream(out, "_files-*")) {
      StringBuilder text = new StringBuilder();
      for (Path file : files) {
        text.append(Files.readString(file));
      }
      return text.toString();
    }
  }

  /** Writes what Spark would write into a directory of a run. */
  private void writeModel(OutputDirectory directory) throws IOException {
    assertThat(directory.directory("model")).endsWith("out/model");
    for (String name :
        List.of(
            "metadata/part-00000", "metadata/.part-00000.crc", "data/_temporary/0/task/part-1")) {
      Path file = out.resolve("model").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "1");
    }
  }

  private static OutputFiles.Content status(String state) {
    return writer -> writer.write("{\"job\": \"sweep\", \"state\": \"%s\"}".formatted(state));
  }

  @Test
  void isCompleteOnceItsLastFileIsThere() throws IOException {
    OutputDirectory directory = create();
    directory.write("cv.csv", writer -> writer.write("1"));
    assertThat(names()).containsExactly("_unfinished", "cv.csv");
    assertThat(directory.isComplete()).isFalse();
    directory.finish(writer -> writer.write("{}"));
    directory.discard();
    directory.release();
    assertThat(names()).containsExactly("cv.csv", "sweep.json");
    assertThatThrownBy(this::create)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--out %s exists and is not empty: it contains cv.csv, sweep.json; choose another directory, or remove it"
                .formatted(location));
  }

  @Test
  void aFileThatCannotBeWrittenWholeIsNotShown() throws IOException {
    OutputDirectory directory = create();
    OutputFiles.Content failing =
        writer -> {
          writer.write("{");
          throw new IOException("no more");
        };
    assertThatThrownBy(() -> directory.finish(failing)).hasMessage("no more");
    assertThat(names()).doesNotContain("sweep.json");
    directory.finish(writer -> writer.write("{}"));
    assertThat(out.resolve("sweep.json")).hasContent("{}");
  }

  @Test
  void whatADeadRunLeftIsReplaced() throws IOException {
    OutputDirectory dead = create();
    dead.write("cv.csv", writer -> writer.write("1"));
    dead.replace("status.json", status("RUNNING"));
    writeModel(dead);
    OutputDirectory next = create();
    assertThat(names()).containsExactly("_unfinished");
    assertThat(dead.isOwned()).isFalse();
    assertThat(next.isOwned()).isTrue();
    assertThatThrownBy(() -> dead.write("cv.csv", writer -> writer.write("{}")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is being written by another run");
    assertThatThrownBy(() -> dead.finish(writer -> writer.write("{}")))
        .isInstanceOf(UsageException.class);
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
    Path powerCut = Files.createFile(out.resolveSibling("uploads/" + ObjectStore.POWER_CUT));
    assertThatThrownBy(this::create).isInstanceOf(UsageException.class);
    assertThat(names()).anyMatch(name -> name.startsWith("_taken-"));
    Files.delete(powerCut);
    assertThat(create().isOwned()).isTrue();
    assertThat(names()).containsExactly("_unfinished");
  }

  @Test
  void aRunThatShowsLifeKeepsItsDirectory() throws Exception {
    OutputDirectory running = create();
    running.replace("status.json", status("RUNNING"));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<OutputDirectory> second = other.submit(() -> create(Duration.ofSeconds(20)));
      for (int update = 2; !second.isDone() && update < 200; update++) {
        running.replace("status.json", status("RUNNING\", \"update\": \"" + update));
        Thread.sleep(100);
      }
      assertThatThrownBy(second::get)
          .hasRootCauseMessage(
              "--out " + location + " is being written by another run; choose another directory");
    } finally {
      other.shutdownNow();
    }
    assertThat(running.isOwned()).isTrue();
  }

  @Test
  void aWholeResultOfARunThatDiedIsTakenAsItIs() throws IOException {
    OutputDirectory killed = create();
    killed.write("cv.csv", writer -> writer.write("1"));
    killed.replace("status.json", status("RUNNING"));
    killed.finish(writer -> writer.write("{}"));
    Files.writeString(out.resolve("notes.txt"), "a user's");
    OutputDirectory next = create();
    assertThat(next.isComplete()).isTrue();
    StatusFile.complete(next, "sweep");
    next.discard();
    next.release();
    assertThat(names()).containsExactly("cv.csv", "notes.txt", "status.json", "sweep.json");
    assertThat(out.resolve("status.json"))
        .content()
        .contains("\"state\" : \"DONE\"", "\"exitCode\" : 0");
  }

  @Test
  void aResultOfAnotherJobIsNeverTaken() throws IOException {
    OutputDirectory.create(location, "compare", configuration, AT_ONCE)
        .finish(writer -> writer.write("{}"));
    assertThatThrownBy(this::create).hasMessageContaining("is not empty: it contains compare.json");
    assertThat(out.resolve("compare.json")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes.txt",
        "data/part-00000",
        "model/notes.txt",
        "model/stages/mine/notes.txt",
        "checkpoint/notes.txt",
        "_notes.txt.0b0b2dfd-8d4e-4d64-8d43-4ae2b4e4d6aa",
        "_files-of-mine",
        "status.json"
      })
  void filesOfOthersBesideAnUnfinishedRunAreListedAndStay(String name) throws IOException {
    OutputDirectory dead = create();
    dead.write("cv.csv", writer -> writer.write("1"));
    writeModel(dead);
    Path precious = out.resolve(name);
    Files.createDirectories(precious.getParent());
    Files.writeString(precious, "precious");
    String listed = name.startsWith("data/") ? "data/" : name;
    assertThatThrownBy(this::create)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--out %s has an unfinished run, but also %s, which no run recorded as its own; move that elsewhere, or choose another directory"
                .formatted(location, listed));
    assertThat(precious).hasContent("precious");
    assertThat(out.resolve("cv.csv")).exists();
    Files.delete(precious);
    Files.deleteIfExists(out.resolve("data"));
    Files.deleteIfExists(out.resolve("model/stages/mine"));
    assertThat(create().isOwned()).isTrue();
    assertThat(names()).containsExactly("_unfinished");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "data/part-00000", "model/metadata/notes.txt"})
  void filesOfOthersStayWhenARunFails(String name) throws IOException {
    OutputDirectory failed = create();
    failed.write("cv.csv", writer -> writer.write("1"));
    writeModel(failed);
    Path precious = out.resolve(name);
    Files.createDirectories(precious.getParent());
    Files.writeString(precious, "precious");
    failed.discard();
    failed.release();
    try (var left = Files.walk(out)) {
      assertThat(left.filter(Files::isRegularFile)).containsExactly(precious);
    }
    assertThatThrownBy(this::create)
        .hasMessageContaining("is not empty: it contains " + (name.startsWith("n") ? name : ""));
  }

  @Test
  void aFileOfAnotherIsNeverReplaced() throws IOException {
    OutputDirectory directory = create();
    for (String name : List.of("cv.csv", "sweep.json", "model/network.json")) {
      Files.createDirectories(out.resolve(name).getParent());
      Files.writeString(out.resolve(name), "precious");
    }
    for (String name : List.of("cv.csv", "model/network.json")) {
      assertThatThrownBy(() -> directory.write(name, writer -> writer.write("1")))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(name + " already exists and is not from this run");
    }
    assertThatThrownBy(() -> directory.finish(writer -> writer.write("1")))
        .hasMessageContaining("sweep.json already exists");
    assertThatThrownBy(() -> directory.writeBytes("cv.csv", file -> file.write(1)))
        .hasMessageContaining("cv.csv already exists");
    assertThatThrownBy(() -> directory.directory("model"))
        .hasMessageContaining("model/ already exists");
    directory.discard();
    assertThat(out.resolve("cv.csv")).hasContent("precious");
    assertThat(out.resolve("sweep.json")).hasContent("precious");
    assertThat(out.resolve("model/network.json")).hasContent("precious");
  }

  @Test
  void filesAreRecordedBeforeTheyAreThere() throws IOException {
    OutputDirectory directory = create();
    directory.write("cv.csv", writer -> assertThat(manifest()).isEqualTo("cv.csv\n"));
    directory.directory("model");
    directory.writeBytes(
        "model/weights",
        file -> assertThat(manifest()).isEqualTo("cv.csv\nmodel/\nmodel/weights\n"));
    directory.finish(writer -> assertThat(manifest()).contains("sweep.json\n"));
    directory.release();
    assertThat(manifest()).isEmpty();
  }

  /** As if rewriting a manifest had been interrupted. */
  @Test
  void aRunKnowsItsFilesWithoutItsManifest() throws IOException {
    OutputDirectory directory = create();
    directory.write("cv.csv", writer -> writer.write("1"));
    try (var files = Files.newDirectoryStream(out, "_files-*")) {
      Files.writeString(files.iterator().next(), "");
    }
    directory.discard();
    assertThat(names()).containsExactly("_unfinished");
  }

  @Test
  void aCheckpointIsRemovedWithoutFilesOfOthers() throws IOException {
    OutputDirectory directory = create();
    directory.writeBytes("checkpoint/training-1-epoch-2.safetensors", file -> file.write(1));
    directory.replace("checkpoint/state.json", writer -> writer.write("{}"));
    Files.writeString(out.resolve("checkpoint/notes.txt"), "precious");
    directory.removeCheckpoint();
    assertThat(out.resolve("checkpoint"))
        .isDirectoryContaining("glob:**/notes.txt")
        .isDirectoryNotContaining("glob:**/*.{json,safetensors}");
  }

  @Test
  void onlyTheStatusOfAFailedRunStays() throws IOException {
    OutputDirectory failed = create();
    failed.write("cv.csv", writer -> writer.write("1"));
    failed.replace("status.json", status("FAILED"));
    writeModel(failed);
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

  /** In three directories at the same time, as a run waits for seconds before it loses. */
  @Test
  void ofSeveralRunsThatStartAtOnceOneWins() throws Exception {
    List<String> directories = List.of("1", "2", "3");
    ExecutorService contests = Executors.newFixedThreadPool(directories.size());
    try {
      List<Future<Integer>> winners =
          directories.stream().map(name -> contests.submit(() -> winners(name, 8))).toList();
      for (int contest = 0; contest < directories.size(); contest++) {
        assertThat(winners.get(contest).get()).isEqualTo(1);
        assertThat(names(out.resolve(directories.get(contest))))
            .containsExactly("_unfinished", "status.json");
      }
    } finally {
      contests.shutdownNow();
    }
  }

  @Test
  void ofSeveralRunsThatReplaceADeadOneOneWins() throws Exception {
    create().write("cv.csv", writer -> writer.write("1"));
    assertThat(winners("", 4)).isEqualTo(1);
    assertThat(names()).containsExactly("_unfinished", "status.json");
  }

  /** Starts runs with the same directory under {@code out}; returns how many get it. */
  private int winners(String name, int runs) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    Queue<StatusFile> statuses = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      Callable<Boolean> run =
          () -> {
            start.await();
            try {
              OutputDirectory directory = create(name, Duration.ofSeconds(8));
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
