package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;

/** Runs in processes of their own, as the sockets of this one are those of the tests as well. */
@Tag("process")
class LocalRunIT {
  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunListensOnNothingElseAndItsDirectoriesArePrivate(@TempDir Path directory)
      throws Exception {
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    Path log = directory.resolve("log");
    Process process =
        start(
            scratch,
            log,
            SweepCommand.class.getName(),
            "conf/sweep-article.yaml",
            "--set",
            "grid.regParam.count=5",
            "--out",
            directory.resolve("out").toString());
    Set<String> listening = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    try {
      while (process.isAlive()) {
        listening.addAll(listening(process.pid()));
        open.addAll(openDirectories(scratch));
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(ExitCode.DONE);
    assertThat(listening).isNotEmpty();
    for (String address : listening) {
      assertThat(InetAddress.getByName(address).isLoopbackAddress()).as(address).isTrue();
    }
    assertThat(open).isEmpty();
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("ridgeline-")))
          .isEmpty();
    }
  }

  /** Two runs of one process, as of a service, with the temporary directory after each. */
  static final class TwoRuns {
    private TwoRuns() {}

    /** Sweeps, into two directories in a given one. */
    public static void main(String[] arguments) {
      for (String out : List.of("first", "second")) {
        int exitCode =
            SweepCommand.execute(
                "conf/sweep-article.yaml",
                "--set",
                "grid.regParam.count=5",
                "--set",
                "refit=statistics",
                "--out",
                arguments[0] + "/" + out);
        System.out.printf("%d with %s%n", exitCode, System.getProperty("java.io.tmpdir"));
      }
    }
  }

  @Test
  void theTemporaryDirectoryOfTheProcessIsSetBack(@TempDir Path directory) throws Exception {
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    Path log = directory.resolve("log");
    Process process = start(scratch, log, TwoRuns.class.getName(), directory.toString());
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readAllLines(log).stream().filter(line -> line.matches("\\d with .*")))
        .containsExactly("0 with " + scratch, "0 with " + scratch);
  }

  /** A date, and another one after what is kept of the table's files was damaged. */
  static final class DamagedFiles {
    private DamagedFiles() {}

    /** Retrains with a job file in a given directory. */
    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      String job = directory.resolve("job.yaml").toString();
      System.out.println(RetrainCommand.run(job, "--date", "2001-06-03").exitCode());
      try (Stream<Path> kept = Files.list(directory.resolve("store/files"))) {
        for (Path file : kept.toList()) {
          Files.writeString(file, "damaged");
        }
      }
      System.out.println(RetrainCommand.run(job, "--date", "2001-06-04").exitCode());
    }
  }

  /** Although nothing else is logged, whatever the configuration is. */
  @Test
  void damagedFilesOfAStoreAreLogged(@TempDir Path directory) throws Exception {
    StringBuilder rows = new StringBuilder("y,a,t\n");
    for (int i = 0; i < 160; i++) {
      rows.append("%s,%s,2001-06-0%d 12:00:00\n".formatted(i * i % 7, i % 5, 1 + i / 40));
    }
    Path table = Files.writeString(directory.resolve("t.csv"), rows);
    Files.writeString(
        directory.resolve("job.yaml"),
        """
        name: m
        store: %s
        data: {path: %s, label: y, numeric: [a]}
        partition: {by: [date(t)]}
        buckets: {count: 4}
        validation: {count: 4}
        gate: {newest: 1 day, minRows: 2, minImprovement: -100, maxDrift: }
        grid: {elasticNetParam: [1], regParam: {count: 5}}
        refit: statistics
        """
            .formatted(directory.resolve("store"), table));
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    Path log = directory.resolve("log");
    Process process = start(scratch, log, DamagedFiles.class.getName(), directory.toString());
    assertThat(process.waitFor()).isZero();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).as(lines.toString()).filteredOn("0"::equals).hasSize(2);
    assertThat(lines)
        .filteredOn(line -> line.contains(" WARN KnownFiles: "))
        .singleElement()
        .asString()
        .contains(
            directory + "/store/files/",
            ".json.gz cannot be read, so files of the table are read again: ");
  }

  private static Process start(Path scratch, Path log, String... mainAndArguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=true",
            "-Dspark.local.dir=" + scratch,
            "-Djava.io.tmpdir=" + scratch,
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static final List<String> JVM_OPTIONS =
      java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-XX:"))
          .toList();

  /** Directories of Spark, at any depth, that another user could list by their path. */
  private static List<String> openDirectories(Path scratch) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> top = Files.list(scratch)) {
      for (Path path : top.filter(Files::isDirectory).toList()) {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!permissions.equals("rwx------")) {
          open.add(path.getFileName() + " " + permissions);
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return open; // gone since
    }
    return open;
  }

  /** The local addresses that a process listens on. */
  private static Set<String> listening(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files.toList()) {
        String target = link(file);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring(8, target.length() - 1));
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      return Set.of(); // the process has ended
    }
    Set<String> addresses = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[3].equals("0A") && inodes.contains(fields[9])) {
          addresses.add(address(fields[1].split(":", -1)[0]));
        }
      }
    }
    return addresses;
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Each four bytes stand in the order of the machine, least first. */
  private static String address(String hex) throws IOException {
    byte[] bytes = new byte[hex.length() / 2];
    for (int k = 0; k < bytes.length; k++) {
      int from = k / 4 * 4 + 3 - k % 4;
      bytes[k] = (byte) Integer.parseInt(hex.substring(2 * from, 2 * from + 2), 16);
    }
    return InetAddress.getByAddress(bytes).getHostAddress();
  }
}
