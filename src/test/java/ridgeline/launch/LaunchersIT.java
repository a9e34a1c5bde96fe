package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the launchers that run before and around the JVM. */
@Tag("process")
class LaunchersIT {
  private record Ended(int exitCode, String out, String err) {}

  private static Ended run(ProcessBuilder builder, Path directory) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "benchmark-networks",
        "benchmark-process",
        "build",
        "cluster",
        "submit",
        "spark-class"
      })
  void helpIsPrinted(String name, @TempDir Path directory) throws Exception {
    for (String option : new String[] {"--help", "-h"}) {
      Ended ended = run(new ProcessBuilder("jobs/" + name, option), directory);
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("jobs/" + name).doesNotContain("#", "set -euo");
      assertThat(ended.err()).isEmpty();
    }
  }

  /** Calls a copy of the launcher with a fake Spark that prints its arguments. */
  private static ProcessBuilder submit(Path directory, String spark, String... arguments)
      throws Exception {
    Path jobs = Files.createDirectories(directory.resolve("project/jobs"));
    Files.copy(Path.of("jobs/submit"), jobs.resolve("submit"));
    executable(jobs.resolve("build"), "#!/bin/sh\n");
    Path home = Files.createDirectories(directory.resolve("spark"));
    Files.createDirectories(home.resolve("bin"));
    executable(home.resolve("bin/spark-submit"), "#!/bin/bash\n" + spark);
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(jobs.resolve("submit").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().remove("SPARK_LOCAL_IP");
    builder.environment().remove("SPARK_CONF_DIR");
    builder.environment().remove("MASTER");
    return builder;
  }

  private static void executable(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 127.0.0.1",
    "--master local[2], 127.0.0.1",
    "--master=local, 127.0.0.1",
    "--master spark://127.0.0.1:7077, 127.0.0.1",
    "--master spark://host:7077, ''",
    "--master yarn, ''",
    "-- --master yarn, ''",
    "-- --conf spark.master=yarn, ''",
    "-- --conf spark.master=local[1], 127.0.0.1"
  })
  void aLocalSparkListensOnlyOnTheLoopback(
      String arguments, String address, @TempDir Path directory) throws Exception {
    ProcessBuilder builder = submit(directory, "echo \"ip $SPARK_LOCAL_IP\"\n", "ridgeline.X");
    if (!arguments.isEmpty()) {
      builder.command().addAll(List.of(arguments.split(" ", -1)));
    }
    Ended ended = run(builder, directory);
    assertThat(ended.out()).as(ended.err()).isEqualToIgnoringNewLines("ip " + address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--version", "--print-schema"})
  void optionsThatOnlyPrintFetchNothing(String option, @TempDir Path directory) throws Exception {
    for (String command : new String[] {"Predict", "Train"}) {
      Path own = Files.createDirectory(directory.resolve(command));
      ProcessBuilder builder =
          submit(own, "echo \"$*\"\n", "ridgeline.job.%sCommand".formatted(command), option);
      Ended ended = run(builder, directory);
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out()).contains(option).doesNotContain("--jars");
      assertThat(ended.err()).isEmpty();
    }
  }

  /** Files have the same names as a column, a format and an option's value. */
  @Test
  void onlyPathsAreMadeAbsolute(@TempDir Path directory) throws Exception {
    for (String name : List.of("model", "data", "image", "csv")) {
      Files.createFile(directory.resolve(name));
    }
    String line = "model --column image --format csv data --set image --out result";
    ProcessBuilder builder =
        submit(directory, "echo \"${*:4}\"\n", "X", "--deploy-mode", "cluster");
    builder.command().addAll(List.of(line.split(" ", -1)));
    Path full = directory.toRealPath();
    Ended ended = run(builder.directory(directory.toFile()), directory);
    assertThat(ended.out().strip())
        .as(ended.err())
        .endsWith(
            "%1$s/model --column image --format csv %1$s/data --set image --out %1$s/result"
                .formatted(full));
  }

  /** The data for a network may be in a directory with a model's name. */
  @ParameterizedTest
  @CsvSource({
    "network data --out linear, true",
    "--column linear network data, true",
    "linear network, false",
    "--as csv --out network linear data, false",
    "runs/store/flights@champion data, false",
    "s3a://bucket/store/flights:7 data, false",
    "s3a://host:9000/network data, true"
  })
  void theModelDecidesWhetherPyTorchIsAdded(
      String arguments, boolean torch, @TempDir Path directory) throws Exception {
    for (String name : List.of("linear", "data")) {
      Files.createDirectories(directory.resolve(name + "/model"));
      Files.createFile(directory.resolve(name + "/model/linear.json"));
    }
    ProcessBuilder builder = submit(directory, "echo \"$*\"\n", "ridgeline.job.PredictCommand");
    builder.command().addAll(List.of(arguments.split(" ", -1)));
    Ended ended = run(builder.directory(directory.toFile()), directory);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out().contains("--jars")).isEqualTo(torch);
  }

  /** A Maven that waits for the file {@code go}, and writes what a build does. */
  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      cd "${0%/*}/../project/target"
      echo "${*: -1}" >> builds
      until [[ -e go ]]; do sleep 0.1; done
      touch ridgeline-job.jar .built
      mkdir -p neural
      """;

  /** A copy of {@code jobs/build}, and all programs that it finds. */
  private static Map<String, String> build(Path directory, boolean hasFlock) throws Exception {
    Path project = directory.resolve("project");
    for (String inner : List.of("jobs", "src/main", "conf", "target")) {
      Files.createDirectories(project.resolve(inner));
    }
    Files.createFile(project.resolve("pom.xml"));
    Files.createFile(project.resolve("conf/sweep.schema.json"));
    Files.copy(Path.of("jobs/build"), project.resolve("jobs/build"));
    Path programs = Files.createDirectories(directory.resolve("programs"));
    List<String> needed =
        new ArrayList<>(
            List.of("bash", "dirname", "find", "mkdir", "rm", "rmdir", "sed", "sleep", "touch"));
    if (hasFlock) {
      needed.add("flock");
    }
    for (String program : needed) {
      Path path =
          Stream.of("/bin/", "/usr/bin/")
              .map(place -> Path.of(place + program))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(programs.resolve(program), path);
    }
    executable(programs.resolve("mvn"), MAVEN);
    return Map.of("PATH", programs.toString());
  }

  /** Where there is no flock, a directory is the lock. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneBuildRunsAtATime(boolean hasFlock, @TempDir Path directory) throws Exception {
    Map<String, String> environment = build(directory, hasFlock);
    String command = directory.resolve("project/jobs/build").toString();
    Path target = directory.resolve("project/target");
    try (JobProcess first = JobProcess.start(directory, environment, command)) {
      first.await(() -> Files.exists(target.resolve("builds")));
      Map<String, String> impatient = new HashMap<>(environment);
      impatient.put("RIDGELINE_BUILD_WAIT", "1");
      JobProcess.Ended refused = JobProcess.start(directory, impatient, command).end();
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("another build has %s/.lock".formatted(target.toRealPath()))
          .contains("and has not ended within 1 s; ");
      try (JobProcess other = JobProcess.start(directory, environment, command);
          JobProcess network = JobProcess.start(directory, environment, command, "--pytorch")) {
        other.await(() -> other.output().equals("waiting for another build\n"));
        network.await(() -> network.output().equals("waiting for another build\n"));
        Files.createFile(target.resolve("go"));
        for (JobProcess process : List.of(first, other, network)) {
          JobProcess.Ended ended = process.end();
          assertThat(ended.exitCode()).as(ended.err()).isZero();
        }
      }
    }
    assertThat(target.resolve("builds")).hasContent("package\ndependency:copy@pytorch");
    assertThat(target.resolve("neural/.fetched")).exists();
    assertThat(target.resolve(".lock.d")).doesNotExist();
    JobProcess.Ended again = JobProcess.start(directory, environment, command, "--pytorch").end();
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).isEmpty();
    assertThat(target.resolve("builds")).hasContent("package\ndependency:copy@pytorch");
  }

  @Test
  void onlyTheWarningAboutIncubatorModulesIsDropped(@TempDir Path directory) throws Exception {
    String spark =
        """
        [[ $RIDGELINE_STDERR == 3:$$ ]] || exit 9
        echo 'Picked up JAVA_TOOL_OPTIONS: x' >&2
        echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
        echo direct >&3
        echo out
        exit 7
        """;
    Ended ended = run(submit(directory, spark, "ridgeline.X"), directory);
    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.out()).isEqualTo("out\n");
    assertThat(ended.err()).contains("direct\n").doesNotContain("incubator");
  }
}
