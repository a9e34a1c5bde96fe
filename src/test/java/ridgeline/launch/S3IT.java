package ridgeline.launch;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;

/** Storage in an object store, through S3A. */
@Tag("process")
final class S3IT extends StorageTests {
  private static final String ID = "id-of-the-test";
  private static final String BUCKET = "bucket";

  @Override
  Storage start(Path directory) throws Exception {
    S3Server server = S3Server.start(directory, BUCKET, ID, SECRET);
    Configuration configuration = new Configuration();
    List<String> arguments = new ArrayList<>();
    server
        .settings()
        .forEach(
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
