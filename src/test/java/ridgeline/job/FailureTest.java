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
        "no jdbc:x://h/db?user=ann&password=hunter2&ssl=true | password=*****&ssl",
        "fs.s3a.secret.key=hunter2 fs.s3a.endpoint=http://h | secret.key=***** fs.",
        "cannot open ftp://ann:hunter2@host/x | ftp://ann:*****@host/x",
        "cannot open ftp://ann:p@hunter2@host/x | ftp://ann:*****@host/x",
        "password='hunter2' | password=*****",
        "password = hunter2 | password = *****",
        "{'password': 'hunter2'} | {'password': *****}",
        "password=hun,hunter2 | password=*****",
        "Authorization: Bearer hunter2 | Authorization: *****",
        "{Authorization=Bearer hunter2} | {Authorization=*****",
        "curl -H 'Authorization: Bearer hunter2' | curl -H 'Authorization: *****'",
        "rejected Bearer hunter2 | rejected Bearer *****",
        "AccountName=a;AccountKey=hunter2==;EndpointSuffix=x | AccountKey=*****;EndpointSuffix",
        "CREATE TABLE t OPTIONS (password 'hunter2') | (password *****)",
        "options: {password: [hunter2]} | options: {password: *****}",
        "s3a://ann:hun/ter2/hunter2@bucket/x | s3a://ann:*****@bucket/x",
        "https://x/y?sv=1&sig=hunter2&se=2 | sig=*****&se=2",
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
