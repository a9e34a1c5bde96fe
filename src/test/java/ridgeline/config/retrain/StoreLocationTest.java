package ridgeline.config.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class StoreLocationTest {
  private static final String REST =
      ", where each would take files of the other for its own; give another directory";

  private static String problem(String store, String table) {
    return StoreLocation.problem(store, table).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "t, t, is data.path",
    "t/, ./t, is data.path",
    "t/store, t, is in data.path",
    "t/store, t/, is in data.path",
    "x/../t//store, t, is in data.path",
    "/a/b/../t/store, /a/t, is in data.path",
    "file:/a/t/store, /a/t, is in data.path",
    "file:///a/t/store, file:/a/t/, is in data.path",
    "s, s/t, has data.path in it",
    "/, /a/t, has data.path in it",
    "s3a://b/t/store, s3a://b/t, is in data.path",
    "s3://k:x@b/t/store, s3a://b/t, is in data.path",
    "hdfs://n/store, hdfs://n/store/t, has data.path in it",
    "t/day=1/s, t/day=*, is in data.path",
    "t/x/s, 't/{x,y}', is in data.path"
  })
  void aStoreAndItsTableAreApart(String store, String table, String problem) {
    assertThat(problem(store, table)).isEqualTo(problem + REST);
  }

  @ParameterizedTest
  @CsvSource({
    "s, t",
    "t-store, t",
    "store, s",
    "/a/t/../store, /a/t",
    "s3a://b/t/store, s3a://c/t",
    "hdfs://n/t/store, s3a://n/t",
    "abfss://x@account/t/s, abfss://y@account/t",
    "runs/store, lake.db.flights",
    "t/store, t/day=*",
    "t/[x/s, t/[y"
  })
  void othersAre(String store, String table) {
    assertThat(problem(store, table)).isEmpty();
  }

  @Test
  void aRelativePathIsOneHere() {
    assertThat(problem("t/store", Path.of("t").toAbsolutePath().toString()))
        .isEqualTo("is in data.path" + REST);
    assertThat(problem(Path.of("t").toUri() + "/store", "t")).isEqualTo("is in data.path" + REST);
  }

  @Test
  void linksAreFollowed(@TempDir Path directory) throws IOException {
    Path table = Files.createDirectory(directory.resolve("t"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), table);
    assertThat(problem(link + "/a/store", table.toString())).isEqualTo("is in data.path" + REST);
    assertThat(problem(table + "/store", link.toString())).isEqualTo("is in data.path" + REST);
  }
}
