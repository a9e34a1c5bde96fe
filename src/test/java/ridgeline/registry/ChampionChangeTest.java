package ridgeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class ChampionChangeTest {
  private static final Instant AT = Instant.parse("2001-06-07T00:00:00Z");

  @TempDir private Path directory = Path.of("");

  private ModelRegistry registry() {
    return new ModelRegistry(directory.toString(), "flights", new Configuration());
  }

  private Path file(String name) {
    return directory.resolve("models/flights").resolve(name);
  }

  @BeforeEach
  void publishes() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      WrittenVersion.publish(registry(), name);
    }
  }

  private ChampionChange change() throws IOException {
    return new ChampionChange(registry());
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(RegistryException.class).hasMessageContaining(message);
  }

  @Test
  void aChangeIsRecordedWithWhoAndWhy() throws IOException {
    ChampionChange first = change();
    first.promote(2, AT, "ann", "it is the first");
    assertThat(first.before()).isNull();
    ChampionChange second = change();
    second.promote(3, AT, "bob", "better in Rome");
    assertThat(second.before()).isEqualTo(2);
    assertThat(change().rollBack(AT, "cid", "worse in Paris")).isEqualTo(2);

    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHAMPION, 2L, Alias.PREVIOUS, 3L));
    Map<Long, AliasMove> moves = registry().moves();
    assertThat(moves.values())
        .extracting(AliasMove::by, AliasMove::why)
        .containsExactly(
            tuple("ann", "it is the first"),
            tuple("bob", "better in Rome"),
            tuple("cid", "worse in Paris"));
    assertThat(Objects.requireNonNull(moves.get(3L)).at()).isEqualTo("2001-06-07T00:00:00Z");
  }

  @Test
  void ofTwoChangesAtOnceOneIsRefused() throws IOException {
    change().promote(1, AT, "ann", "first");
    change().promote(2, AT, "ann", "second");
    ChampionChange ours = change();
    ChampionChange theirs = change();
    theirs.promote(3, AT, "bob", "better");

    String moved = "champion of flights is version 3 by now, not version 2; another run has moved";
    assertRefused(() -> ours.promote(3, AT, "ann", "better"), moved);
    assertRefused(() -> ours.rollBack(AT, "ann", "worse"), moved);
    assertThat(registry().aliases()).isEqualTo(Map.of(Alias.CHAMPION, 3L, Alias.PREVIOUS, 2L));
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertRefused(() -> change().promote(4, AT, "ann", "x"), "flights has no version 4");
    assertRefused(
        () -> change().rollBack(AT, "ann", "x"),
        "flights has no previous champion; promote a version instead");
    change().promote(1, AT, "ann", "first");
    assertRefused(
        () -> change().promote(1, AT, "ann", "again"),
        "version 1 of flights is the champion already");
    assertThat(registry().moves()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b/retrain.json",
        "b/coefficients.csv",
        "b/model/manifest.json",
        "b/model/stages/part-0"
      })
  void anEditedFileIsRefused(String name) throws IOException {
    Files.writeString(file(name), Files.readString(file(name)) + " ");
    assertRefused(() -> change().promote(2, AT, "ann", "x"), name + " is not what was written");
    assertThat(registry().moves()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b/retrain.json",
        "b/coefficients.csv",
        "b/model/manifest.json",
        "b/model/stages/part-0"
      })
  void aMissingFileIsRefused(String name) throws IOException {
    Files.delete(file(name));
    assertRefused(() -> change().promote(2, AT, "ann", "x"), name + " is missing");
    assertThat(registry().moves()).isEmpty();
  }

  @Test
  void anAddedFileOfTheModelIsRefused() throws IOException {
    Files.writeString(file("b/model/stages/part-1"), "more");
    assertRefused(
        () -> change().promote(2, AT, "ann", "x"), "b/model/stages/part-1 was added since");
  }

  /** As a file system with checksums of its own reports it. */
  @Test
  void aFileWithTheWrongChecksumOfHadoopIsRefused() throws IOException {
    byte[] crc = {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4};
    Files.write(file("b/model/stages/.part-0.crc"), crc);
    assertRefused(() -> change().promote(2, AT, "ann", "x"), "is not what was written");
  }

  @Test
  void theTargetOfARollbackIsCheckedToo() throws IOException {
    change().promote(1, AT, "ann", "first");
    change().promote(2, AT, "ann", "second");
    Files.writeString(file("a/model/stages/part-0"), "edited");
    assertRefused(() -> change().rollBack(AT, "ann", "x"), "part-0 is not what was written");
    assertThat(registry().aliases()).containsEntry(Alias.CHAMPION, 2L);
  }
}
