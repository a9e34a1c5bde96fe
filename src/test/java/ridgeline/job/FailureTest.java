package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure tells, and what it keeps to itself. */
class FailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "no jdbc:x://h/db?user=ann&password=hunter2&ssl=true | password=*********(redacted)&ssl",
        "fs.s3a.secret.key=hunter2 fs.s3a.endpoint=http://h | secret.key=*********(redacted) fs.",
        "cannot open ftp://ann:hunter2@host/x | ftp://ann:*********(redacted)@host/x",
        "cannot open ftp://ann:p@hunter2@host/x | ftp://ann:*********(redacted)@host/x",
        "password='hunter2' | password=*********(redacted)",
        "password = hunter2 | password = *********(redacted)",
        "{'password': 'hunter2'} | {'password': *********(redacted)}",
        "password=hun,hunter2 | password=*********(redacted)",
        "https://x/y?sv=1&sig=hunter2&se=2 | sig=*********(redacted)&se=2",
      })
  void aSecretInAMessageIsRedacted(String message, String shown) {
    Failure failure = Failure.of(new IOException(message));
    assertThat(failure.message()).contains(shown).doesNotContain("hunter2");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void whatAFileSystemSaidIsTold() {
    IOException full = new IOException("No space left on device");
    RuntimeException wrapped =
        new IllegalStateException("Error writing row", new UncheckedIOException(full));
    assertThat(Failure.of(wrapped).message())
        .isEqualTo(
            "IllegalStateException: Error writing row: No space left on device; run again with"
                + " --verbose for the trace");
    assertThat(Failure.of(new IOException("No space left on device", full)).message())
        .isEqualTo("IOException: No space left on device; run again with --verbose for the trace");
  }
}
