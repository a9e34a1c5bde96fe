package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Executes the files in {@code docker/} without containers: builds the image in a directory, and
 * runs the commands of the services with this machine's addresses instead of theirs.
 */
@Tag("process")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DockerIT {
  private static final Path DOCKERFILE = Path.of("docker/Dockerfile");
  private static final Path COMPOSE = Path.of("docker/compose.yaml");

  @Test
  void composeAcceptsTheFile(@TempDir Path directory) throws Exception {
    File compose = new File("/usr/bin/docker-compose");
    assumeTrue(compose.canExecute(), "docker-compose is not installed");
    // Debian's version does not support the name of a file yet.
    String file = Files.readString(COMPOSE).replaceFirst("(?m)^name: .*$", "");
    Path nameless = Files.writeString(directory.resolve("compose.yaml"), file);
    try (JobProcess process =
        JobProcess.start(
            directory,
            compose.toString(),
            "-f",
            nameless.toString(),
            "--profile",
            "sweep",
            "config",
            "--quiet")) {
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isZero();
    }
  }

  @Test
  void theImageContainsWhatTheServicesRun(@TempDir Path directory) throws Exception {
    Path image = build(directory);
    assertThat(image.resolve("opt/app/ridgeline.jar")).exists();
    assertThat(image.resolve("opt/app/conf/sweep-diamonds.yaml")).exists();
    assertThat(names(image.resolve("opt/spark/jars")))
        .anyMatch(name -> name.startsWith("hadoop-aws-"))
        .anyMatch(name -> name.startsWith("s3-transfer-manager-"))
        .noneMatch(name -> name.matches("(hadoop-client|netty-(?!nio)|httpc|slf4j|jackson).*"))
        .isSubsetOf(names(Path.of("target/spark/jars")));

    Map<String, Object> services = services();
    Map<String, String> store = environment(services, "s3");
    try (S3Server s3 =
        S3Server.start(
            directory,
            bucket(services),
            store.getOrDefault("S3PROXY_IDENTITY", ""),
            store.getOrDefault("S3PROXY_CREDENTIAL", ""))) {
      Compose compose = new Compose(services, image, directory, s3.endpoint());
      try (JobProcess master = compose.start("master")) {
        master.await(() -> !TestCluster.isFree(compose.port));
        try (JobProcess worker = compose.start("worker");
            JobProcess history = compose.start("history");
            JobProcess sweep =
                compose.start(
                    "sweep",
                    "--set",
                    "refit=statistics",
                    "--set",
                    "report.heldOut=false",
                    "--set",
                    "grid={elasticNetParam: [1], regParam: {count: 5}}")) {
          JobProcess.Ended ended = sweep.end();
          assertThat(ended.exitCode()).as(ended.err()).isZero();
          assertThat(ended.out()).contains("written to     s3a://ridgeline/runs/diamonds");
          history.await(() -> !TestCluster.isFree(compose.port + 2));
          assertThat(names(image.resolve("opt/app/events")))
              .anyMatch(name -> name.contains("app-"));
          worker.kill();
        }
      }
      assertThat(s3.data().resolve("ridgeline/runs/diamonds/sweep.json")).exists();
    }
  }

  /** Executes the Dockerfile, with an empty directory instead of Spark's image. */
  private static Path build(Path directory) throws Exception {
    Path stage = Files.createDirectory(directory.resolve("stage"));
    Path image = Files.createDirectory(directory.resolve("image"));
    List<String> sent =
        Files.readAllLines(Path.of("docker/Dockerfile.dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    Path root = stage;
    String workdir = "";
    for (String line : Files.readString(DOCKERFILE).replace("\\\n", "").split("\n", -1)) {
      List<String> words = new ArrayList<>(List.of(line.split(" +")));
      words.removeIf(word -> word.startsWith("--mount=type=cache"));
      switch (words.remove(0)) {
        case "FROM" -> {
          root = words.contains("AS") ? stage : image;
          workdir = "";
        }
        case "WORKDIR" -> workdir = words.get(0);
        case "COPY" -> {
          boolean ofStage = words.remove("--from=build");
          String to = words.remove(words.size() - 1);
          Path target = Path.of(root + (to.startsWith("/") ? to : workdir + "/" + to));
          for (String from : words) {
            assertThat(ofStage || sent.stream().anyMatch(from::startsWith)).as(line).isTrue();
            copy(ofStage ? stage + from : from, target, to.endsWith("/"));
          }
        }
        case "RUN" -> {
          String command =
              String.join(" ", words)
                  .replace("-o spark -g spark ", "")
                  .replace(" /opt/", " " + image + "/opt/");
          try (JobProcess process =
              JobProcess.start(directory, "sh", "-c", "cd " + root + workdir + " && " + command)) {
            JobProcess.Ended ended = process.end();
            assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
          }
        }
        case "USER", "", "#" -> {}
        default -> throw new AssertionError("not supported here: " + line);
      }
    }
    return image;
  }

  /** Copies as COPY does: the contents of a directory, or at least one file. */
  private static void copy(String from, Path target, boolean intoDirectory) throws Exception {
    Files.createDirectories(intoDirectory ? target : target.getParent());
    String source = Files.isDirectory(Path.of(from)) ? "-T " + from : from;
    assertThat(
            new ProcessBuilder("sh", "-c", "cp -r %s %s".formatted(source, target))
                .start()
                .waitFor())
        .as("COPY " + from)
        .isZero();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Map<String, Object> services() throws IOException {
    Map<String, Object> file = new Yaml().load(Files.readString(COMPOSE));
    return section(file, "services");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.getOrDefault(key, Map.of());
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(Map<String, Object> parent, String key) {
    return (List<String>) parent.getOrDefault(key, List.of());
  }

  /** The environment of a service if no variable is set. */
  private static Map<String, String> environment(Map<String, Object> services, String name) {
    Map<String, String> environment = new HashMap<>();
    section(section(services, name), "environment")
        .forEach((key, value) -> environment.put(key, withDefaults((String) value)));
    return environment;
  }

  private static String withDefaults(String text) {
    return text.replaceAll("\\$\\{\\w+:-(.*)}", "$1");
  }

  private static String bucket(Map<String, Object> services) {
    String entrypoint = String.join(" ", list(section(services, "s3"), "entrypoint"));
    var made = Pattern.compile("mkdir -p /data/(\\w+)").matcher(entrypoint);
    assertThat(made.find()).isTrue();
    return made.group(1);
  }

  /** Starts services as processes. */
  private static final class Compose {
    private final Map<String, Object> services;
    private final Path image;
    private final Path logs;
    private final String endpoint;
    private final int port = TestCluster.freePorts();

    Compose(Map<String, Object> services, Path image, Path logs, String endpoint) {
      this.services = services;
      this.image = image;
      this.logs = logs;
      this.endpoint = endpoint;
    }

    /** With more arguments than those of the file. */
    JobProcess start(String name, String... more) throws IOException {
      Map<String, Object> service = section(services, name);
      List<String> command = new ArrayList<>();
      Stream.of("entrypoint", "command")
          .flatMap(key -> list(service, key).stream())
          .map(this::here)
          .forEach(command::add);
      command.addAll(List.of(more));
      if (command.get(0).endsWith("/spark-submit")) {
        command.set(0, "org.apache.spark.deploy.SparkSubmit");
        command.add(0, "/spark-class");
      }
      command.set(0, "jobs/spark-class");
      Map<String, String> environment = new HashMap<>();
      // The image has no configuration, so Spark uses its own.
      environment.put("SPARK_CONF_DIR", logs.toString());
      environment(services, name).forEach((key, value) -> environment.put(key, here(value)));
      return JobProcess.start(logs, environment, command.toArray(String[]::new));
    }

    private String here(String word) {
      return withDefaults(word)
          .replace("/opt/app", image + "/opt/app")
          .replace("master:7077", "127.0.0.1:" + port)
          .replaceAll("^master$", "127.0.0.1")
          .replaceAll("^7077$", String.valueOf(port))
          .replaceAll("^8080$", String.valueOf(port + 1))
          .replaceAll("^8081$", String.valueOf(port + 3))
          .replace("18080", String.valueOf(port + 2))
          .replace("http://s3:80", endpoint);
    }
  }
}
