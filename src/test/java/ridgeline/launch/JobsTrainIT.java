package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.network.IdxFiles;

/** Interrupted trainings through {@code jobs/train}, in separate processes. */
@Tag("process")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class JobsTrainIT {
  private static Path directory = Path.of("");
  private static Path job = Path.of("");

  @BeforeAll
  static void writeFiles(@TempDir Path shared) throws IOException {
    directory = shared;
    Path idx = IdxFiles.write(shared.resolve("idx"), 2500, 200);
    job =
        Files.writeString(
            shared.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            network:
              [{conv: 8, padding: 1}, batchNorm, relu, {conv: 8}, relu, flatten, dropout, {dense: 3}]
            regularisation: {dropout: 0.3, augmentation: {noise: 0.1}}
            optimiser: {learningRate: 0.01, momentum: 0.9}
            epochs: 5
            batch: 8
            """
                .formatted(idx));
  }

  private static JobProcess train(Path out, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("jobs/train", job.toString(), "--out", out.toString()));
    command.addAll(Arrays.asList(arguments));
    if (!command.contains("--")) {
      command.add("--");
    }
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    return JobProcess.start(directory, command.toArray(String[]::new));
  }

  private static JobProcess.Ended end(JobProcess process) throws Exception {
    JobProcess.Ended ended = process.end();
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }

  /** The lines of a table without the seconds. */
  private static List<String> lines(Path out, String table) throws IOException {
    return Files.readAllLines(out.resolve(table)).stream()
        .map(line -> line.replaceFirst(",[^,]*$", ""))
        .toList();
  }

  @Test
  void linearJobsHaveNoPyTorch() throws IOException {
    try (var jars = Files.list(Path.of("target/spark/jars"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(name -> name.contains("pytorch") || name.startsWith("api-"));
    }
  }

  private static void assertInterrupted(JobProcess.Ended ended, Path out) throws IOException {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
    assertThat(ended.err().strip().lines()).last().isEqualTo("interrupted by SIGTERM");
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("checkpoint", "status.json");
    }
    assertThat(out.resolve("status.json"))
        .content()
        .contains("\"state\" : \"FAILED\"", "\"message\" : \"interrupted by SIGTERM\"");
  }

  /** Two concurrent trainings are killed when one is an epoch ahead; a single one gets SIGTERM. */
  @ParameterizedTest
  @ValueSource(strings = {"name=one", "sweep={regularisation.dropout: [0.3, 0.1]}"})
  void killedTrainingsResumeToTheSameCurves(String setting) throws Exception {
    String[] changed = {"--set", setting};
    boolean sweeps = setting.startsWith("sweep");
    Path here = Files.createDirectory(directory.resolve(sweeps ? "two" : "one"));
    Path whole = here.resolve("whole");
    try (JobProcess process = train(whole, changed)) {
      end(process);
    }
    Path out = here.resolve("killed");
    try (JobProcess process = train(out, changed)) {
      process.await(() -> process.output().contains("epoch 2 done"));
      if (sweeps) {
        process.kill();
      } else {
        process.signal("TERM");
        assertInterrupted(process.end(), out);
      }
    }
    assertThat(out.resolve("train.json")).doesNotExist();
    try (JobProcess process =
        train(
            out,
            "--resume",
            changed[0],
            changed[1],
            "--",
            "--conf",
            "spark.serializer=org.apache.spark.serializer.KryoSerializer")) {
      JobProcess.Ended ended = end(process);
      assertThat(ended.err())
          .containsPattern("note: training 1 resumes after epoch [1-5]")
          .doesNotContain("epoch 1 done");
    }
    assertThat(lines(out, "history.csv")).isEqualTo(lines(whole, "history.csv")).hasSize(6);
    if (sweeps) {
      assertThat(lines(out, "trials.csv")).isEqualTo(lines(whole, "trials.csv")).hasSize(3);
      assertThat(lines(out, "curves.csv")).isEqualTo(lines(whole, "curves.csv"));
    }
    assertThat(out.resolve("model/parameters.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/parameters.safetensors"));
    assertThat(out.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void aPlatformWithoutPyTorch() throws Exception {
    try (JobProcess process =
        train(directory.resolve("platform"), "--", "--driver-java-options", "-Dos.arch=riscv64")) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err().strip().lines())
          .last()
          .asString()
          .startsWith("there is no PyTorch for Linux riscv64: ")
          .endsWith("; jobs/train provides the one for pytorch.platform in pom.xml");
    }
  }

  /** With executors that come and go, the tasks could not all train at the same time. */
  @Test
  void dynamicAllocationIsRefused() throws Exception {
    try (JobProcess process =
        train(
            directory.resolve("dynamic"), "--", "--conf", "spark.dynamicAllocation.enabled=true")) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err())
          .contains(
              "distribution.tasks: have to run at once, which Spark does not guarantee with"
                  + " spark.dynamicAllocation.enabled true; set it to false");
    }
  }

  @Test
  void aRoundIsRepeatedIfAnExecutorDies() throws Exception {
    TestCluster cluster = TestCluster.start(directory.resolve("cluster"), 2);
    String[] tasks = {
      "--master",
      cluster.master(),
      "--set",
      "distribution={tasks: 2, syncEvery: 50}",
      "--set",
      "epochs=3"
    };
    try {
      Path undisturbed = directory.resolve("undisturbed");
      try (JobProcess process = train(undisturbed, tasks)) {
        end(process);
      }
      Path out = directory.resolve("disturbed");
      try (JobProcess process = train(out, tasks)) {
        process.await(() -> process.output().contains("epoch 1 done"));
        assertThat(Objects.requireNonNull(cluster.executor()).destroyForcibly()).isTrue();
        assertThat(end(process).err())
            .contains(
                "note: a task or an executor failed; the round restarts from the last average");
      }
      assertThat(lines(out, "history.csv")).isEqualTo(lines(undisturbed, "history.csv"));
    } finally {
      cluster.stop();
    }
  }
}
