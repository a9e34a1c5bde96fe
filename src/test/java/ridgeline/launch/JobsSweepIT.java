package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the built jar through {@code jobs/sweep}, in separate processes. */
@Tag("process")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JobsSweepIT {
  private static final List<String> PROVIDED =
      List.of(
          "org/apache/spark/",
          "org/apache/hadoop/",
          "com/fasterxml/",
          "scala/",
          "org/apache/iceberg/");

  @TempDir private static Path shared = Path.of("");

  /** Waits for a minute, in which the other tests run. */
  private static JobProcess unreachable;

  @TempDir Path directory;

  @BeforeAll
  static void startUnreachable() throws IOException {
    unreachable =
        JobProcess.start(
            shared,
            "jobs/sweep",
            "conf/sweep-article.yaml",
            "--master",
            "spark://127.0.0.1:1",
            "--out",
            shared.resolve("unreachable").toString());
  }

  @AfterAll
  static void stopUnreachable() {
    unreachable.close();
  }

  private JobProcess.Ended sweep(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("jobs/sweep"));
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  private JobProcess.Ended run(List<String> command) throws Exception {
    try (JobProcess process = JobProcess.start(directory, command.toArray(String[]::new))) {
      return process.end();
    }
  }

  @Test
  void theJarIsThin() throws IOException {
    try (JarFile jar = new JarFile("target/ridgeline-job.jar")) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("ridgeline/job/SweepCommand.class")
          .noneMatch(name -> PROVIDED.stream().anyMatch(name::startsWith));
    }
  }

  @Test
  void theLibraryHoldsNoOtherLibrary() throws IOException {
    try (JarFile jar = new JarFile("target/ridgeline.jar")) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains("ridgeline/sweep/ElasticNetCV.class")
          .allMatch(name -> name.startsWith("ridgeline/") || name.startsWith("META-INF/"))
          .noneMatch(name -> name.startsWith("META-INF/resources/"));
    }
  }

  @Test
  void theModelScoresInASparkWithoutOurJar() throws Exception {
    String runDirectory = directory.resolve("diabetes").toString();
    JobProcess.Ended sweep =
        sweep(
            "conf/sweep-diabetes.yaml",
            "--set",
            "grid.regParam.count=10",
            "--out",
            runDirectory,
            "--",
            "--conf",
            "spark.ui.enabled=false");
    assertThat(sweep.exitCode()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("chosen (min)").contains("CV RMSE").contains(runDirectory);
    assertThat(sweep.err()).contains("statistics").contains("solving").doesNotContain("\tat ");

    JsonNode report = new ObjectMapper().readTree(new File(runDirectory, "sweep.json"));
    List<String> command = new ArrayList<>();
    command.add(TestJava.COMMAND);
    command.addAll(Arrays.asList(System.getProperty("spark.jvm.options").trim().split("\\s+")));
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-cp",
            "target/spark/jars/*",
            "src/test/score/ScoreModel.java",
            runDirectory + "/model",
            "src/main/resources/ridgeline/data/diabetes.csv",
            "progression"));
    JobProcess.Ended scored = run(command);
    assertThat(scored.exitCode()).as(scored.err()).isZero();
    double trainingRmse = Double.parseDouble(scored.out().trim());
    assertThat(trainingRmse)
        .as("the training error is slightly below the cross-validated error")
        .isBetween(
            0.9 * report.at("/selected/rmse").asDouble(), report.at("/selected/rmse").asDouble());
  }

  @Test
  void logsCanBeJson() throws Exception {
    JobProcess.Ended run =
        sweep(
            "conf/sweep-article.yaml",
            "--out",
            directory.resolve("logged").toString(),
            "--",
            "--driver-java-options",
            "-Dlog4j2.configurationFile=conf/log4j2-json.properties",
            "--conf",
            "spark.ui.enabled=false");
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> loggers = new ArrayList<>();
    for (String line : run.err().lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.path("log.level").asText()).isIn("INFO", "WARN");
      loggers.add(event.path("log.logger").asText());
    }
    assertThat(loggers).contains("org.apache.spark.scheduler.DAGScheduler");
  }

  @Test
  void kryoAndManyPartitionsDoNotChangeTheResult() throws Exception {
    String[] settings = {
      "spark.serializer=org.apache.spark.serializer.JavaSerializer",
      "spark.serializer=org.apache.spark.serializer.KryoSerializer"
    };
    List<String> curves = new ArrayList<>();
    for (String setting : settings) {
      Path out = directory.resolve("run" + curves.size());
      JobProcess.Ended run =
          sweep(
              "conf/sweep-diabetes.yaml",
              "--master=local[7]",
              "--set",
              "refit=statistics",
              "--set",
              "grid.regParam.count=20",
              "--out",
              out.toString(),
              "--",
              "--conf",
              setting);
      assertThat(run.exitCode()).as(run.err()).isZero();
      curves.add(
          Files.readString(out.resolve("cv.csv"))
              + Files.readString(out.resolve("coefficients.csv")));
    }
    assertThat(curves.get(1)).isEqualTo(curves.get(0));
  }

  @Test
  void sparkSubmitOfASparkHomeGetsItsOwnArguments() throws Exception {
    Path submit = Files.createDirectories(directory.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(
                "jobs/sweep",
                "my.yaml",
                "--master",
                "spark://host:7077",
                "--out",
                "s3a://b/x",
                "--",
                "--conf",
                "a=b c")
            .redirectOutput(directory.resolve("submit.out").toFile());
    builder.environment().put("SPARK_HOME", directory.resolve("spark").toString());
    assertThat(builder.start().waitFor()).isZero();
    String jar = Path.of("target/ridgeline-job.jar").toAbsolutePath().toString();
    assertThat(Files.readAllLines(directory.resolve("submit.out")))
        .containsExactly(
            "--class",
            "ridgeline.job.SweepCommand",
            "--master",
            "spark://host:7077",
            "--conf",
            "a=b c",
            jar,
            "my.yaml",
            "--out",
            "s3a://b/x");
  }

  @Test
  void aKilledRunLeavesNothingThatLooksFinishedAndIsReplaced() throws Exception {
    Path out = directory.resolve("killed");
    try (JobProcess process =
        JobProcess.sweep(directory, "conf/sweep-diamonds.yaml", "--out", out.toString())) {
      process.await(() -> Files.exists(out.resolve("_unfinished")));
      process.kill();
    }
    assertThat(out.resolve("_unfinished")).exists();
    assertThat(out.resolve("sweep.json")).doesNotExist();

    JobProcess.Ended again = sweep("conf/sweep-article.yaml", "--out", out.toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("has an unfinished run; waiting 30 s to see whether it is still running");
    assertThat(out.resolve("sweep.json")).exists();
    assertThat(out.resolve("_unfinished")).doesNotExist();
    assertThat(Files.readString(out.resolve("status.json"))).contains("\"DONE\"");
  }

  @Test
  void reportsAnUnreachableMasterInBoundedTime() throws Exception {
    JobProcess.Ended run = unreachable.end();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("spark://127.0.0.1:1").contains("check").doesNotContain("\tat ");
    Path out = shared.resolve("unreachable");
    assertThat(out).isDirectoryContaining("glob:**status.json");
    assertThat(Files.readString(out.resolve("status.json")))
        .contains("\"FAILED\"", "\"exitCode\" : 2");
  }

  @Test
  void reportsTooLittleDriverMemory() throws Exception {
    JobProcess.Ended run = sweep("conf/sweep-article.yaml", "--", "--driver-memory", "300m");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsPattern("Spark does not start on master .*: .*System memory \\d+ must be at least")
        .contains("--driver-memory")
        .doesNotContain("\tat ");
  }
}
