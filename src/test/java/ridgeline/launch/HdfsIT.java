package ridgeline.launch;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;

/** Storage on HDFS, with a name node and two data nodes. */
@Tag("process")
final class HdfsIT extends StorageTests {
  @Override
  Storage start(Path directory) throws Exception {
    List<String> command = new ArrayList<>(List.of(TestJava.COMMAND));
    command.addAll(Arrays.asList(System.getProperty("spark.jvm.options").trim().split("\\s+")));
    command.addAll(
        List.of(
            "-cp",
            "target/hdfs/*:target/spark/jars/*",
            "src/test/hdfs/MiniHdfs.java",
            directory.resolve("hdfs").toString()));
    JobProcess server = JobProcess.start(directory, command.toArray(String[]::new));
    server.await(() -> server.printed().startsWith("hdfs://"));
    String root = server.printed().strip();
    FileSystem files = FileSystem.newInstance(URI.create(root), new Configuration());
    return new Storage(server, root, files, Map.of(), List.of());
  }
}
