package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.secret.Redaction;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.FailureReport;

/** A secret given to a job appears in nothing that the job writes or prints. */
@Tag("spark")
class SecretsTest {
  private static final String SECRET = "hunter2";

  @Test
  void noFileOfASweepHoldsASecret(@TempDir Path directory) throws Exception {
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: secrets
            data:
              sql: >-
                SELECT id AS y, sin(id) AS x FROM range(60)
                WHERE 'https://ann:hunter2@host/rows?token=hunter2&day=1' <> ''
                AND 'https://host/?code=hunter2' <> '' AND map('password', 'hunter2') IS NOT NULL
              label: y
              where: aes_encrypt('x', 'hunter2hunter2hu') IS NOT NULL
              numeric: [x]
            grid: {regParam: {count: 5}}
            """);
    Path out = directory.resolve("out");
    InProcess.sweep(job, out);
    requireNone(out);
    assertThat(out.resolve("sweep.json")).exists();
    assertThat(out.resolve("job.yaml")).content().contains("token=*****&day=1");
  }

  @Test
  void noFileOfASweepHoldsAnOption(@TempDir Path directory) throws Exception {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int k = 0; k < 60; k++) {
      rows.append("%d,%d%n".formatted(k * k % 7, k));
    }
    Path table = Files.writeString(directory.resolve("rows.csv"), rows);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: secrets
            data:
              path: %s
              options: {header: true, Authorization: Bearer hunter2, connectionString: "AccountKey=hunter2=="}
              label: y
              numeric: [x]
            grid: {regParam: {count: 5}}
            """
                .formatted(table));
    Path out = directory.resolve("out");
    InProcess.sweep(job, out, "data.options.opaque=hunter2");
    requireNone(out);
    assertThat(out.resolve("job.yaml"))
        .content()
        .contains(
            "header: \"true\"",
            "Authorization: \"*****\"",
            "connectionString: \"*****\"",
            "opaque: \"*****\"");
  }

  private static void requireNone(Path out) throws IOException {
    List<Path> files;
    try (Stream<Path> walked = Files.walk(out)) {
      files = walked.filter(Files::isRegularFile).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain(SECRET);
    }
  }

  /** Data sections that are refused, each in a different place of the program. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{path: rows.csv, label: y, numeric: [x], options: {password: [hunter2]}}",
        "{path: rows.csv, label: y, numeric: [x], options: {a: {b: {c: hunter2}}}}",
        "{path: rows.csv, label: y, numeric: [x], options: hunter2}",
        "{path: rows.csv, label: y, numeric: [x], options: {password: *hunter2}}",
        "{path: rows.csv, label: y, numeric: [x], options: {password: !hunter2!x y}}",
        "{path: rows.csv, label: y, numeric: [x], password: hunter2}",
        "{path: 's3a://ann:hun/hunter2@bucket/x', label: y, numeric: [x]}",
        "{path: 'nowhere://ann:hunter2@bucket/x.csv', label: y, numeric: [x]}",
        "{path: 'https://host/x.csv?code=hunter2', label: y, numeric: [x]}",
        "{path: p, format: jdbc, options: {url: 'jdbc:nowhere://h/?password=hunter2', dbtable: t},"
            + " label: y, numeric: [x]}",
        "{path: p, format: hunter2://ann:hunter2@h, label: y, numeric: [x]}",
        "{path: p, format: csv, options: {mode: x, lineSep: '', key: hunter2}, label: y,"
            + " numeric: [x]}",
        "{sql: \"SELECT * FROM nowhere WITH (password 'hunter2')\", label: y, numeric: [x]}",
        "{sql: \"SELECT raise_error('password=hunter2') AS x, 1 AS y\", label: y, numeric: [x]}",
        "{sql: \"SELECT 1 AS y, FROM OPTIONS (password 'hunter2') x\", label: y, numeric: [x]}",
        "{dataset: diabetes, label: \"aes_decrypt(bmi, 'hunter2')\", numeric: [bmi]}"
      })
  void noRefusalShowsASecret(String data, @TempDir Path directory) throws Exception {
    Path job =
        Files.writeString(directory.resolve("job.yaml"), "name: x\ndata: %s\n".formatted(data));
    for (String mode : new String[] {"--verbose", "--dry-run"}) {
      Path out = directory.resolve("out" + mode);
      JobRun run =
          JobRun.of(SweepCommand::execute, List.of(job.toString(), "--out", out.toString(), mode));
      if (mode.equals("--verbose")) { // the rows are read
        assertThat(run.exitCode()).as(run.err()).isIn(1, 2, 3);
      }
      assertThat(run.out() + run.err()).isNotBlank().doesNotContain(SECRET);
      if (Files.exists(out)) {
        requireNone(out);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set|data.options.password=[hunter2",
        "--set|data.options.password:hunter2",
        "--set|data.options.password|hunter2",
        "--set|data={options: {password: hunter2",
        "--set|data.path=s3a://ann:hun/hunter2@bucket/x",
        "--password=hunter2",
        "--out|s3a://ann:hun/hunter2@bucket/x",
        "--set|data.options={password: {a: [hunter2]}}"
      })
  void noArgumentIsEchoedWithASecret(String arguments) {
    List<String> all = new ArrayList<>(List.of("conf/sweep-article.yaml", "--dry-run"));
    all.addAll(List.of(arguments.split("\\|")));
    all.addAll(List.of("--set", "unknown=1"));
    JobRun run = JobRun.of(SweepCommand::execute, all);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out() + run.err()).isNotBlank().doesNotContain(SECRET);
  }

  @Test
  void anOptionOfPredictIsNotEchoed() {
    JobRun run =
        JobRun.of(
            PredictCommand::execute,
            List.of("model", "data", "--out", "o", "--option", "password:hunter2"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--option").doesNotContain(SECRET);
  }

  @Test
  void aSettingOfSparkIsInNoMessage() {
    Redaction.learnSetting("spark.hadoop.fs.s3a.secret.key", "opaque/setting+1");
    Redaction.learnSetting("fs.s3a.aws.credentials.provider", "org.apache.hadoop.Provider");
    FailureReport failure =
        FailureReport.of(
            new IllegalStateException("org.apache.hadoop.Provider refuses opaque/setting+1"));
    assertThat(failure.message())
        .startsWith("IllegalStateException: org.apache.hadoop.Provider refuses *****;");
  }
}
