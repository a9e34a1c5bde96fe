package ridgeline.launch;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/** Settings for {@code src/test/jvm/bin/java}, which starts the JVMs of the tests' processes. */
final class TestJava {
  /** The {@code java} for a process with {@link #environment()}. */
  static final String COMMAND = "src/test/jvm/bin/java";

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** In processes that live for some seconds, the optimising compiler costs more than it saves. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final File JARS = new File("target/spark/jars");
  private static final Path ARCHIVES = Path.of("target/archives").toAbsolutePath();

  private TestJava() {}

  /** Environment variables that make {@code jobs/*} use it, with an archive of Spark's classes. */
  static Map<String, String> environment() throws IOException {
    if (!JARS.exists()) {
      return Map.of(); // the first jobs/* assembles it
    }
    Path archive = ARCHIVES.resolve("spark-" + identity() + ".jsa");
    if (Files.notExists(archive)) {
      makeOnce(archive);
    }
    return environment(archive);
  }

  private static Map<String, String> environment(Path archive) {
    return Map.of(
        "JAVA_HOME",
        Path.of("src/test/jvm").toAbsolutePath().toString(),
        "TEST_JAVA",
        JAVA,
        "TEST_ARCHIVE",
        archive.toString(),
        "TEST_JAVA_OPTIONS",
        SHORT_LIVED);
  }

  /** Identifies the JVM and the jars, because an archive is only valid for these. */
  private static UUID identity() {
    String jars =
        Arrays.stream(Objects.requireNonNull(JARS.listFiles()))
            .sorted(Comparator.naturalOrder())
            .map(jar -> "%s %d %d".formatted(jar, jar.length(), jar.lastModified()))
            .collect(Collectors.joining("\n", Runtime.version() + " of " + JAVA + "\n", ""));
    return UUID.nameUUIDFromBytes(jars.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Creates the archive by a sweep that loads all classes of a job, or waits for other tests that
   * create it.
   */
  private static synchronized void makeOnce(Path archive) throws IOException {
    Files.createDirectories(ARCHIVES);
    try (FileChannel lock =
        FileChannel.open(
            ARCHIVES.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      if (Files.exists(archive)) {
        return;
      }
      Path directory = Files.createTempDirectory(ARCHIVES, "made");
      Path made = directory.resolve("spark.jsa");
      File log = directory.resolve("log").toFile();
      ProcessBuilder sweep =
          new ProcessBuilder(
                  "jobs/sweep",
                  "conf/sweep-diabetes.yaml",
                  "--master",
                  "local[2]",
                  "--out",
                  directory.resolve("sweep").toString())
              .redirectErrorStream(true)
              .redirectOutput(log);
      sweep.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      sweep.environment().remove("SPARK_HOME");
      sweep.environment().putAll(environment(made));
      try {
        if (sweep.start().waitFor() != 0 || Files.notExists(made)) {
          throw new AssertionError(
              "the class archive could not be created: " + Files.readString(log.toPath()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      Files.move(made, archive);
    }
  }
}
