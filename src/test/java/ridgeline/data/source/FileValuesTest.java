package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class FileValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"file:", "ftp://user:pw@host", "s3a://key:secret@a_bucket", "abfss://c@account"})
  void aFileIsNamedWithoutPasswords(String root) {
    FileStatus file = new FileStatus(3, false, 1, 1, 5, new Path(root + "/t/a b%20c#d.csv"));

    assertThat(FileValues.TableFile.of(file))
        .isEqualTo(new FileValues.TableFile("/t/a b%20c#d.csv", 3, 5));
  }
}
