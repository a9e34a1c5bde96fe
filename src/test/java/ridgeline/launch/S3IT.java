package ridgeline.launch;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** In an object store, through S3A. */
final class S3IT extends StorageTests {
  private static final String ID = "ridgeline";
  private static final String BUCKET = "bucket";

  @Override
  Storage start(Path directory) throws Exception {
    int port = TestCluster.freePorts();
    String endpoint = "http://127.0.0.1:" + port;
    Path data = directory.resolve("data");
    Files.createDirectories(data.resolve(BUCKET));
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
            .formatted(endpoint, ID, SECRET, data));
    JobProcess server =
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
    server.await(() -> !TestCluster.isFree(port));

    Map<String, String> settings =
        Map.of(
            "fs.s3a.endpoint", endpoint,
            "fs.s3a.endpoint.region", "us-east-1",
            "fs.s3a.path.style.access", "true");
    Configuration configuration = new Configuration();
    List<String> arguments = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          configuration.set(key, value);
          arguments.addAll(List.of("--conf", "spark.hadoop.%s=%s".formatted(key, value)));
        });
    configuration.set("fs.s3a.access.key", ID);
    configuration.set("fs.s3a.secret.key", SECRET);
    String root = "s3a://" + BUCKET;
    FileSystem files = FileSystem.newInstance(URI.create(root), configuration);
    return new Storage(
        server,
        root,
        files,
        Map.of("AWS_ACCESS_KEY_ID", ID, "AWS_SECRET_ACCESS_KEY", SECRET),
        arguments);
  }
}
