package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Job file, data and result on a distributed file system of several processes' making. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HdfsIT {
  private static final String CLUSTER = "local-cluster[2,1,1200]";

  /** Bundled rows from a path, so that they can be anywhere. */
  private static final String JOB =
      """
      name: diamonds
      data:
        path: %s
        label: log(price)
        numeric: [carat, depth, table, x, y, z]
        categorical: [cut, color, clarity]
      refit: statistics
      """;

  private static Path directory = Path.of("");
  private static Path reference = Path.of("");
  private static JobProcess hdfs;
  private static FileSystem files;
  private static String root = "";

  @BeforeAll
  static void start(@TempDir Path shared) throws Exception {
    directory = shared;
    Path table = Path.of("src/main/resources/ridgeline/data/diamonds.csv.gz").toAbsolutePath();
    Path job = Files.writeString(shared.resolve("local.yaml"), JOB.formatted(table));
    reference = shared.resolve("reference");
    JobProcess.Ended ended = sweep(job.toString(), reference.toString(), "local[2]");
    assertThat(ended.exitCode()).as(ended.err()).isZero();

    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(Arrays.asList(System.getProperty("spark.jvm.options").trim().split("\\s+")));
    command.addAll(
        List.of(
            "-cp",
            "target/hdfs/*:target/spark/jars/*",
            "src/test/hdfs/MiniHdfs.java",
            shared.resolve("hdfs").toString()));
    hdfs = JobProcess.start(shared, command.toArray(String[]::new));
    hdfs.await(() -> hdfs.printed().startsWith("hdfs://"));
    root = hdfs.printed().strip();
    files = FileSystem.newInstance(URI.create(root), new Configuration());
    files.copyFromLocalFile(path(table.toString()), path(root + "/diamonds.csv.gz"));
    try (var out = files.create(path(root + "/job.yaml"))) {
      out.write(JOB.formatted(root + "/diamonds.csv.gz").getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (files != null) {
      files.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  private static org.apache.hadoop.fs.Path path(String location) {
    return new org.apache.hadoop.fs.Path(location);
  }

  private static JobProcess start(String job, String out, String master) throws IOException {
    return JobProcess.sweep(directory, job, "--master", master, "--out", out);
  }

  private static JobProcess.Ended sweep(String job, String out, String master) throws Exception {
    try (JobProcess process = start(job, out, master)) {
      return process.end();
    }
  }

  private static void assertSameTables(String out, String name) throws IOException {
    Path copy = directory.resolve(name);
    files.copyToLocalFile(path(out), path(copy.toString()));
    SweepTables.assertSame(copy, reference);
    assertThat(Files.readString(copy.resolve("status.json"))).contains("\"DONE\"");
    assertThat(names(out)).contains("model", "report.html", "sweep.json");
    assertThat(names(out)).noneMatch(file -> file.startsWith("_"));
  }

  private static List<String> names(String out) throws IOException {
    return Arrays.stream(files.listStatus(path(out)))
        .map(FileStatus::getPath)
        .map(org.apache.hadoop.fs.Path::getName)
        .toList();
  }

  @Test
  void jobFileDataAndResultAreOnHdfs() throws Exception {
    String out = root + "/runs/one";
    JobProcess.Ended ended = sweep(root + "/job.yaml", out, CLUSTER);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("written to     " + out);
    assertSameTables(out, "one");

    JobProcess.Ended again = sweep(root + "/job.yaml", out, "local[2]");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists and is not empty");
    assertThat(names(out)).contains("sweep.json");
  }

  @Test
  void aKilledRunIsReplacedAndALiveOneIsNot() throws Exception {
    String out = root + "/runs/two";
    try (JobProcess killed = start(root + "/job.yaml", out, "local[2]")) {
      killed.await(() -> exists(out + "/status.json"));
      JobProcess.Ended second = sweep(root + "/job.yaml", out, "local[1]");
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err()).containsAnyOf("is being written by another run", "is not empty");
      killed.kill();
    }
    files.delete(path(out + "/sweep.json"), false);
    files.delete(path(out + "/status.json"), false);
    try (var owner = files.create(path(out + "/_unfinished"))) {
      owner.write(new byte[] {'x'});
    }
    JobProcess.Ended again = sweep(root + "/job.yaml", out, "local[2]");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("has an unfinished run");
    assertSameTables(out, "two");
  }

  private static boolean exists(String location) {
    try {
      return files.exists(path(location));
    } catch (IOException e) {
      return false;
    }
  }
}
