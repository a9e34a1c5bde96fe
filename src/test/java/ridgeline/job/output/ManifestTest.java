package ridgeline.job.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a directory belong to a run with given entries. */
@Tag("plain")
class ManifestTest {
  private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";
  private static final List<String> ENTRIES = List.of("cv.csv", "model/linear.json", "scored/");

  private static Manifest manifest(List<String> entries) {
    Manifest manifest = new Manifest();
    manifest.addAll(entries);
    return manifest;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cv.csv",
        "_cv.csv." + UUID,
        "model/linear.json",
        "model/_linear.json." + UUID,
        "scored/part-00000.parquet",
        "scored/.part-00000.parquet.crc",
        "scored/_SUCCESS",
        "scored/_temporary/0/anything",
        "scored/a=1/part-00000.parquet",
        "status.json",
        "_status.json." + UUID,
        "checkpoint/state.json",
        "checkpoint/training-12-epoch-3.safetensors"
      })
  void theRuns(String file) {
    assertThat(manifest(ENTRIES).owns(file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cv",
        "cv.csv2",
        "cv.csv/a",
        "a/cv.csv",
        "_cv.csv.01234567",
        "linear.json",
        "model/notes.txt",
        "model/linear.json/part-0",
        "scored",
        "scored/notes.txt",
        "scored/a/notes.txt",
        "scoredpart-00000",
        "part-00000.parquet",
        "checkpoint/notes.txt",
        "checkpoint/training-x-epoch-3.safetensors",
        "a/status.json"
      })
  void anyOther(String file) {
    assertThat(manifest(ENTRIES).owns(file)).isFalse();
  }

  @Test
  void withoutEntriesOnlyWhatNeedsNone() {
    Manifest empty = new Manifest();
    assertThat(empty.owns(OutputDirectory.OWNER)).isTrue();
    assertThat(empty.owns(StatusFile.NAME)).isTrue();
    assertThat(empty.owns(OutputDirectory.MANIFEST + UUID)).isTrue();
    assertThat(empty.owns(OutputDirectory.CLAIM + UUID)).isTrue();
    assertThat(empty.owns("cv.csv")).isFalse();
    assertThat(empty.mayOwnIn(OutputDirectory.CHECKPOINT)).isTrue();
    assertThat(empty.mayOwnIn("model")).isFalse();
  }

  @Test
  void namesOfManifests() {
    assertThat(Manifest.isName(OutputDirectory.MANIFEST + UUID)).isTrue();
    assertThat(Manifest.isName(OutputDirectory.MANIFEST + "1")).isFalse();
    assertThat(Manifest.isName(OutputDirectory.MANIFEST + UUID + "x")).isFalse();
    assertThat(Manifest.isName(StatusFile.NAME)).isFalse();
  }

  /**
   * A manifest that is written and read again owns the same files, and more entries never own
   * fewer.
   */
  @Test
  void entriesAddUp() throws IOException {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<String> first = entries(random);
      List<String> second = entries(random);
      Manifest sum = manifest(first);
      sum.addAll(manifest(second));
      StringWriter written = new StringWriter();
      sum.writeTo(written);
      Manifest read = manifest(written.toString().lines().toList());
      for (String file : entries(random)) {
        String name = file.endsWith("/") ? file + "part-0" : file;
        boolean owned = manifest(first).owns(name) || manifest(second).owns(name);
        assertThat(sum.owns(name)).as("seed %d: %s", seed, name).isEqualTo(owned);
        assertThat(read.owns(name)).as("seed %d: %s", seed, name).isEqualTo(owned);
        int slash = name.lastIndexOf('/');
        if (owned && slash > 0) {
          assertThat(sum.mayOwnIn(name.substring(0, slash)))
              .as("seed %d: the directory of %s", seed, name)
              .isTrue();
        }
      }
    }
  }

  private static List<String> entries(SplittableRandom random) {
    return random
        .ints(random.nextInt(6), 0, 27)
        .mapToObj(
            k ->
                List.of("", "a/", "a/b/").get(k % 3)
                    + List.of("x", "y", "part-1").get(k / 3 % 3)
                    + List.of("", "/", ".csv").get(k / 9))
        .toList();
  }
}
