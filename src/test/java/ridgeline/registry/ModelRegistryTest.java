package ridgeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.DataException;

@Tag("plain")
class ModelRegistryTest {
  private static final Instant AT = Instant.parse("2001-06-07T00:00:00Z");

  @TempDir private Path directory = Path.of("");

  private ModelRegistry registry() {
    return new ModelRegistry(directory.toString(), "flights", new Configuration());
  }

  private static ModelVersion version(String directory) {
    return version(directory, Map.of("day=2001-06-06", "f6", "day=2001-06-05", "f5"));
  }

  private static ModelVersion version(String directory, Map<String, String> sources) {
    return new ModelVersion(
        ModelVersion.FORMAT,
        AT.toString(),
        directory,
        "ab".repeat(32),
        "2001-06-07",
        null,
        new ModelVersion.Result(true, "rmse", 1.5, Double.NaN, 100, "passed"),
        3,
        sources,
        "hash of " + directory,
        "0.1.0");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(RegistryException.class).hasMessage(message);
  }

  @Test
  void aVersionIsReadAsItWasPublished() throws IOException {
    assertThat(registry().publish(version("a"), 0)).isEqualTo(1);
    assertThat(registry().publish(version("b"), 0)).isEqualTo(2);

    assertThat(registry().version(1)).isEqualTo(version("a"));
    assertThat(registry().versions()).isEqualTo(Map.of(1L, version("a"), 2L, version("b")));
    assertThat(registry().directory(version("b").directory()))
        .isEqualTo(directory + "/models/flights/b");
  }

  @Test
  void whatIsNotThereIsRefused() throws IOException {
    assertRefused(() -> registry().version(1), "flights has no versions");
    assertRefused(
        () -> registry().version(Alias.CHAMPION),
        "flights has no champion; it has no aliases; jobs/models promote gives it one");
    registry().publish(version("a"), 0);
    assertRefused(() -> registry().version(2), "flights has no version 2; its versions are 1 to 1");
    assertRefused(
        () -> registry().move(Alias.CHAMPION, null, 2, AT, "ann", "better"),
        "flights has no version 2; its versions are 1 to 1");
    registry().move(Alias.CHALLENGER, null, 1, AT, "ann", "new");
    assertRefused(
        () -> registry().version(Alias.CHAMPION), "flights has no champion; it has challenger 1");
    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHALLENGER, 1L));
  }

  @Test
  void aNewChampionHasItsPredecessor() throws IOException {
    IntStream.range(0, 3).forEach(k -> publish(registry(), "m" + k));
    registry().move(Alias.CHAMPION, null, 1, AT, "ann", "first");
    registry().move(Alias.CHALLENGER, null, 3, AT, "ann", "new");
    registry().move(Alias.CHAMPION, 1L, 3, AT, "job", "better by 2 %");

    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHAMPION, 3L, Alias.PREVIOUS, 1L));
    registry().move(Alias.CHAMPION, 3L, 1, AT, "ann", "worse in Paris");
    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHAMPION, 1L, Alias.PREVIOUS, 3L));
    Map<Long, AliasMove> moves = registry().moves();
    assertThat(moves).hasSize(4);
    AliasMove last = Objects.requireNonNull(moves.get(4L));
    assertThat(last.by()).isEqualTo("ann");
    assertThat(last.why()).isEqualTo("worse in Paris");
    assertThat(last.at()).isEqualTo("2001-06-07T00:00:00Z");
  }

  @Test
  void theSameChampionAgainKeepsItsPredecessor() throws IOException {
    IntStream.range(0, 2).forEach(k -> publish(registry(), "m" + k));
    registry().move(Alias.CHAMPION, null, 1, AT, "ann", "first");
    registry().move(Alias.CHAMPION, 1L, 2, AT, "ann", "second");
    registry().move(Alias.CHAMPION, 2L, 2, AT, "ann", "again");
    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHAMPION, 2L, Alias.PREVIOUS, 1L));
  }

  private static void publish(ModelRegistry registry, String name) {
    try {
      registry.publish(version(name), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMoveFromAnotherVersionIsRefused() throws IOException {
    IntStream.range(0, 3).forEach(k -> publish(registry(), "m" + k));
    assertRefused(
        () -> registry().move(Alias.CHAMPION, 1L, 2, AT, "ann", "better"),
        "champion of flights is no version by now, not version 1; another run has moved it");
    registry().move(Alias.CHAMPION, null, 3, AT, "ann", "first");
    assertRefused(
        () -> registry().move(Alias.CHAMPION, null, 2, AT, "ann", "better"),
        "champion of flights is version 3 by now, not no version; another run has moved it");
  }

  private <T> List<T> atOnce(int count, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result :
          threads.invokeAll(IntStream.range(0, count).mapToObj(k -> call).toList())) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void versionsPublishedAtOnceHaveDifferentNumbers() throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Long> numbers =
        atOnce(6, () -> registry().publish(version("m" + next.incrementAndGet()), 0));
    assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void ofMovesFromTheSameVersionOneSucceeds() throws Exception {
    IntStream.range(0, 2).forEach(k -> publish(registry(), "m" + k));
    registry().move(Alias.CHAMPION, null, 1, AT, "ann", "first");
    AtomicInteger next = new AtomicInteger();
    List<Boolean> moved =
        atOnce(
            6,
            () -> {
              try {
                String job = "job " + next.incrementAndGet();
                registry().move(Alias.CHAMPION, 1L, 2, AT, job, "better");
                return true;
              } catch (RegistryException e) {
                return false;
              }
            });
    assertThat(moved).filteredOn(Boolean::booleanValue).hasSize(1);
    assertThat(registry().moves()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "",
        "{\"format\": 2}",
        "{\"format\": 1, \"at\": \"\", \"by\": \"\", \"why\": \"\", \"aliases\": {\"champion\": 0}}",
        "{\"format\": 1, \"at\": \"\", \"by\": \"\", \"why\": \"\", \"aliases\": {\"best\": 1}}",
        "{\"format\": 1, \"at\": \"\", \"by\": \"\", \"why\": \"\", \"aliases\": null}"
      })
  void aMoveThatWasEditedIsRefused(String content) throws IOException {
    registry().publish(version("a"), 0);
    Path log = Files.createDirectories(directory.resolve("models/flights/aliases"));
    Path move = Files.writeString(log.resolve("v1.json"), content);
    assertThatThrownBy(() -> registry().aliases())
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(move.toString())
        .hasMessageEndingWith(
            "; put it back from a copy of the store, or, if it is the newest, remove it while"
                + " nothing runs, so that the aliases are where they were before");
  }

  @Test
  void aRecordThatIsLostOrCutIsReportedWithItsFile() throws IOException {
    IntStream.range(0, 3).forEach(k -> publish(registry(), "m" + k));
    IntStream.range(1, 4).forEach(k -> promote(k == 1 ? null : k - 1L, k));
    Path versions = directory.resolve("models/flights/versions");
    Path moves = directory.resolve("models/flights/aliases");
    Files.delete(versions.resolve("v2.json"));
    Files.write(versions.resolve("v3.json"), new byte[0]);
    Files.delete(moves.resolve("v2.json"));

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> registry().version(2),
            () -> registry().versions(),
            () -> registry().publish(version("n"), 1))) {
      assertThatThrownBy(call)
          .isInstanceOf(DamagedFileException.class)
          .hasMessage(
              versions
                  + "/v2.json is missing; put it back from a copy of the store, or begin again with"
                  + " another name in the job file, which keeps the statistics");
    }
    assertThatThrownBy(() -> registry().version(3))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(versions + "/v3.json does not have the expected format; put it");
    assertThatThrownBy(() -> registry().moves())
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(moves + "/v2.json is missing; put it back");
    assertThat(registry().aliases()).containsEntry(Alias.CHAMPION, 3L);
    Files.delete(versions.resolve("v3.json"));
    assertThatThrownBy(() -> registry().version(3))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(versions + "/v3.json is missing; put it back");
    assertRefused(() -> registry().version(4), "flights has no version 4; its versions are 1 to 1");
  }

  @Test
  void aRecordThatIsTooLongIsRefused() throws IOException {
    Path versions = Files.createDirectories(directory.resolve("models/flights/versions"));
    Files.write(versions.resolve("v1.json"), new byte[(16 << 20) + 1]);
    assertThatThrownBy(() -> registry().version(1))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(versions + "/v1.json has more than 16,777,216 bytes; put it back");

    Map<String, String> partitions =
        IntStream.range(0, 200_000)
            .boxed()
            .collect(Collectors.toMap(day -> "day=" + day, day -> "f".repeat(64)));
    assertThatThrownBy(() -> registry().publish(version("b", partitions), 1))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "the record of the version would name 200,000 partitions in [\\d,]+ bytes, and may have"
                + " 16,777,216; shorten the window, or write the table in fewer partitions");
    assertThat(versions).isDirectoryNotContaining("glob:**v2.json");
  }

  private void promote(@Nullable Long from, long to) {
    try {
      registry().move(Alias.CHAMPION, from, to, AT, "ann", "x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only versions that began without a champion may be without moves. */
  @Test
  void movesThatAreLostAreMissed() throws IOException {
    registry().requireMoves();
    publish(registry(), "a");
    registry().requireMoves();
    registry().publish(withParent("b", 1), 1);
    assertThatThrownBy(() -> registry().requireMoves())
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(
            directory
                + "/models/flights/aliases has no moves, but version 2 of flights was compared with"
                + " the champion, which was version 1; put the directory back from a copy of the"
                + " store, or name a champion with jobs/models promote");
    registry().move(Alias.CHAMPION, null, 2, AT, "ann", "lost");
    registry().requireMoves();
  }

  private static ModelVersion withParent(String name, long parent) {
    ModelVersion version = version(name);
    return new ModelVersion(
        version.format(),
        version.created(),
        version.directory(),
        version.resultSha256(),
        version.logicalDate(),
        parent,
        version.result(),
        version.statistics(),
        version.sources(),
        version.configHash(),
        version.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../other", "", "a/b", ".hidden"})
  void aDirectoryOutsideOfTheModelIsRefused(String name) {
    assertThatThrownBy(() -> version(name)).hasMessage("has a directory that is not a plain name");
    assertThatThrownBy(() -> new ModelRegistry(directory.toString(), name, new Configuration()))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("the model's name may have letters, digits,");
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://b/store/flights@champion, s3a://b/store, flights, champion, ",
    "/store/flights:7, /store, flights, , 7",
    "C:/store/flights@previous, C:/store, flights, previous, "
  })
  void aReferenceNamesAnAliasOrAVersion(
      String text, String store, String name, String alias, Long version) {
    ModelReference reference = Objects.requireNonNull(ModelReference.of(text));
    assertThat(reference.store()).isEqualTo(store);
    assertThat(reference.name()).isEqualTo(name);
    assertThat(String.valueOf(reference.alias())).isEqualTo(String.valueOf(alias));
    assertThat(reference.version()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({
    "flights, flights, , ",
    "flights@challenger, flights, challenger, ",
    "flights:12, flights, , 12"
  })
  void aReferenceInAStoreMayNameTheModelOnly(
      String text, String name, @Nullable String alias, @Nullable Long version) {
    ModelReference reference = ModelReference.in("/store", text);
    assertThat(reference.store()).isEqualTo("/store");
    assertThat(reference.name()).isEqualTo(name);
    assertThat(reference.alias()).isEqualTo(alias == null ? null : Alias.of(alias));
    assertThat(reference.version()).isEqualTo(version);
    assertThat(reference.isOfVersion()).isEqualTo(!text.equals(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "flights@", "flights:", "flights:x", "a@b@c", "@champion"})
  void whatIsNoReferenceInAStoreIsRefused(String text) {
    assertRefused(
        () -> ModelReference.in("/store", text),
        "a model is NAME, NAME@ALIAS or NAME:VERSION, such as flights@champion, got: " + text);
  }

  @Test
  void aModelWithoutVersionsIsRefusedWithTheNearest() throws IOException {
    assertRefused(
        () -> ModelRegistry.ofKnown(directory.toString(), "flights", new Configuration()),
        directory + " has no models; check the location");
    publish(registry(), "a");
    assertRefused(
        () -> ModelRegistry.ofKnown(directory.toString(), "flihts", new Configuration()),
        directory + " has no model flihts with versions; did you mean 'flights'?");
    assertThat(ModelRegistry.ofKnown(directory.toString(), "flights", new Configuration()).newest())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/diamonds/20261129T181038Z", "s3a://ann:x@bucket/model", "flights"})
  void aPathIsNoReference(String text) {
    assertThat(ModelReference.of(text)).isNull();
  }

  @Test
  void aReferenceIsResolved() throws IOException {
    publish(registry(), "a");
    registry().move(Alias.CHAMPION, null, 1, AT, "ann", "first");
    for (String text : List.of("/s/flights@champion", "/s/flights:1")) {
      assertThat(Objects.requireNonNull(ModelReference.of(text)).resolve(registry())).isEqualTo(1);
    }
    ModelReference missing = Objects.requireNonNull(ModelReference.of("/s/flights:2"));
    assertRefused(
        () -> missing.resolve(registry()), "flights has no version 2; its versions are 1 to 1");
    assertRefused(
        () -> ModelReference.of("/s/flights@chmpion"),
        "there is no alias chmpion; did you mean 'champion'?");
  }
}
