package ridgeline.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An S3 server on 127.0.0.1, in a separate process, with one bucket. */
final class S3Server implements AutoCloseable {
  private final JobProcess process;
  private final String endpoint;
  private final Path data;

  private S3Server(JobProcess process, String endpoint, Path data) {
    this.process = process;
    this.endpoint = endpoint;
    this.data = data;
  }

  /** Starts a server that keeps its data in a directory and accepts the given id and secret. */
  static S3Server start(Path directory, String bucket, String id, String secret)
      throws IOException, InterruptedException {
    int port = TestCluster.freePorts();
    String endpoint = "http://127.0.0.1:" + port;
    Path data = directory.resolve("s3");
    Files.createDirectories(data.resolve(bucket));
    Path properties = directory.resolve("s3proxy.conf");
    Files.writeString(
        properties,
        """
        s3proxy.authorization=aws-v4
        s3proxy.endpoint=%s
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        jclouds.identity=none
        jclouds.credential=none
        """
            .formatted(endpoint, id, secret, data));
    JobProcess process =
        JobProcess.start(
            directory,
            "mvn",
            "-f",
            "src/test/s3/pom.xml",
            "-B",
            "-ntp",
            "-q",
            "exec:java",
            "-Dexec.args=--properties " + properties,
            "-DLOG_LEVEL=warn");
    process.await(() -> !TestCluster.isFree(port));
    return new S3Server(process, endpoint, data);
  }

  String endpoint() {
    return endpoint;
  }

  /** The directory of the data: a subdirectory for each bucket, with a file for each object. */
  Path data() {
    return data;
  }

  /** The Hadoop settings for the server. */
  Map<String, String> settings() {
    return Map.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true");
  }

  @Override
  public void close() {
    process.close();
  }
}
