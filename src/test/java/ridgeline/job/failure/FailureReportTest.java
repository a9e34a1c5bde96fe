package ridgeline.job.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkException;
import org.apache.spark.SparkRuntimeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.Limits;
import ridgeline.data.DataException;
import scala.jdk.javaapi.CollectionConverters;

/** What a failure reports, and what it redacts. */
@Tag("plain")
class FailureReportTest {
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
    FailureReport failure = FailureReport.of(new IOException(message));
    assertThat(failure.message()).contains(shown).doesNotContain("hunter2");
    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "write: Disk quota exceeded"})
  void aFullDiskIsSaidToBe(String said) {
    RuntimeException wrapped =
        new IllegalStateException(
            "Error writing row", new UncheckedIOException(new IOException(said)));
    FailureReport failure =
        FailureReport.of(new ExecutionException("TextWritingException", wrapped));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failure.message())
        .isEqualTo(
            "a disk is full (%s); make room where --out and spark.local.dir are"
                .formatted(said.replace("write: ", "")));
  }

  @Test
  void tooLittleMemoryIsSaidToBe() {
    FailureReport failure =
        FailureReport.of(
            new SparkException("Job aborted", new OutOfMemoryError("Java heap space")));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failure.message())
        .matches(
            "[0-9.]+ GiB of memory is not enough for this job; give it more, such as -- --driver-memory 8g");
  }

  /** Spark passes on the exception of a task as the cause of its own. */
  @Test
  void theInnermostCauseIsReported() {
    Exception error =
        new SparkException(
            "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times",
            new RuntimeException("awaitResult", new IOException("Connection refused to h:1")));
    assertThat(FailureReport.of(error).message())
        .isEqualTo(
            "IOException: Connection refused to h:1; run again with --verbose for the stack trace");
    assertThat(
            FailureReport.of(new IllegalStateException("outer", new RuntimeException())).message())
        .isEqualTo("IllegalStateException: outer; run again with --verbose for the stack trace");
  }

  @Test
  void ourExceptionsKeepTheirCategoryInSparksWrappers() {
    DataException data = new DataException("a row is wrong");
    assertThat(FailureReport.of(new SparkException("Job aborted", data)))
        .isEqualTo(new FailureReport(ExitCode.DATA, "a row is wrong"));
    assertThat(FailureReport.of(new SparkException("Job aborted", new UsageException("no master"))))
        .isEqualTo(new FailureReport(ExitCode.USAGE, "no master"));
  }

  static List<Throwable> ofReaders() {
    return List.of(
        new EOFException("Unexpected end of ZLIB input stream"),
        new ZipException("invalid block type"),
        new ChecksumException("Checksum error: file:/t.csv at 0", 0),
        new ParquetDecodingException("could not decode"));
  }

  @ParameterizedTest
  @MethodSource("ofReaders")
  void aFileThatIsDamagedIsOfTheData(Throwable reader) {
    FailureReport failure = FailureReport.of(new SparkException("Job aborted", reader));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(failure.message())
        .startsWith("the data cannot be read: ")
        .contains(reader.getMessage());
  }

  /** Spark's exceptions have a condition with an SQLSTATE. */
  @Test
  void whatSparkSaysOfTheDataIsOfTheData() {
    SparkRuntimeException raised =
        spark("USER_RAISED_EXCEPTION", Map.of("errorMessage", "no threes"));
    assertThat(FailureReport.of(new SparkException("Job aborted", raised)))
        .isEqualTo(new FailureReport(ExitCode.DATA, "the data is refused: no threes"));
    SparkRuntimeException zero = spark("DIVIDE_BY_ZERO", Map.of("config", "\"c\""));
    assertThat(FailureReport.of(new SparkException("Job aborted", zero)).exitCode())
        .isEqualTo(ExitCode.DATA);
  }

  private static SparkRuntimeException spark(String condition, Map<String, String> parameters) {
    return new SparkRuntimeException(
        condition,
        scala.collection.immutable.Map.from(CollectionConverters.asScala(parameters)),
        null,
        new QueryContext[0],
        "");
  }

  @Test
  void arithmeticIsOfTheDataInAnExpressionOnly() {
    ArithmeticException ofExpression = new ArithmeticException("long overflow");
    ofExpression.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.lang.Math", "multiplyExact", "Math.java", 1),
          new StackTraceElement("org.apache.spark.sql.catalyst.util.X", "f", "X.scala", 1),
          new StackTraceElement("ridgeline.data.columns.InternalColumns", "read", "X.java", 1),
        });
    assertThat(FailureReport.of(ofExpression))
        .isEqualTo(new FailureReport(ExitCode.DATA, "the data cannot be read: long overflow"));
    FailureReport ours =
        FailureReport.of(catchThrowable(() -> Math.multiplyExact(Long.MAX_VALUE, 2)));
    assertThat(ours.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(ours.message()).startsWith("ArithmeticException: long overflow; run again");
  }

  @Test
  void aLongMessageIsCutAndInOneLine() {
    String message =
        FailureReport.of(new UsageException("a\nb\u001b" + "x".repeat(1_000_000))).message();
    assertThat(message)
        .startsWith("a\\nb\\u001bxxx")
        .hasSize(Limits.MAX_MESSAGE + 3)
        .endsWith("...");
  }

  @Test
  void anExpressionThatTakesAllOfTheStackIsRefused() {
    FailureReport failure = FailureReport.of(new IllegalStateException(new StackOverflowError()));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.message()).contains("nested too deeply");
  }
}
