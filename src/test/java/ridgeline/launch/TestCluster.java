package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A standalone cluster, started and stopped by {@code jobs/cluster}. */
final class TestCluster {
  private static final int MAX_PORTS = 12;

  /** Of concurrent tests in three processes; all are below those that Linux assigns. */
  private static final int PORTS_OF_A_PROCESS = 4_000;

  private static int nextPort =
      20_000
          + PORTS_OF_A_PROCESS * (Integer.getInteger("process.of.tests", 1) - 1)
          + MAX_PORTS * (int) (ProcessHandle.current().pid() % 300);

  private final Path directory;
  private final int port;

  private TestCluster(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  static TestCluster start(Path directory, int workers) throws Exception {
    TestCluster cluster = new TestCluster(directory, freePorts());
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::stopAtTheEnd));
    JobProcess.Ended started =
        cluster.run(
            "start",
            "--workers",
            String.valueOf(workers),
            "--memory",
            "1200m",
            "--port",
            String.valueOf(cluster.port));
    assertThat(started.exitCode()).as(started.err()).isZero();
    assertThat(started.out()).contains(cluster.master());
    return cluster;
  }

  /** The first of some consecutive free ports that have not been handed out before. */
  static synchronized int freePorts() {
    int first;
    do {
      first = nextPort;
      nextPort += MAX_PORTS;
    } while (!IntStream.range(first, nextPort).allMatch(TestCluster::isFree));
    return first;
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  JobProcess.Ended run(String action, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("jobs/cluster", action));
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("--directory", directory.toString()));
    try (JobProcess process =
        JobProcess.start(directory.getParent(), command.toArray(String[]::new))) {
      return process.end();
    }
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** An executor of this cluster; null if there is none. */
  @Nullable ProcessHandle executor() {
    return JobProcess.find("CoarseGrainedExecutorBackend", "--worker-url", directory.toString());
  }

  /** Kills one of its daemons with SIGKILL. */
  void kill(String name) throws Exception {
    String pid = Files.readString(directory.resolve(name + ".pid")).split(" ", 2)[0];
    ProcessHandle daemon = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().get();
  }

  /** Starts one more worker, which ends when the process is closed. */
  JobProcess addWorker(String host) throws IOException {
    return JobProcess.start(
        directory,
        "jobs/spark-class",
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        host,
        "--cores",
        "1",
        "--memory",
        "1200m",
        "--webui-port",
        String.valueOf(port + MAX_PORTS - 1),
        "--work-dir",
        directory.resolve("work-more").toString(),
        master());
  }

  void stop() throws Exception {
    JobProcess.Ended stopped = run("stop");
    assertThat(stopped.exitCode()).as(stopped.err()).isZero();
  }

  /** Stops the cluster even if the tests are interrupted, because daemons outlive them. */
  private void stopAtTheEnd() {
    try {
      new ProcessBuilder("jobs/cluster", "stop", "--directory", directory.toString())
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      System.err.println("a cluster may still be running at " + directory + ": " + e);
    }
  }
}
