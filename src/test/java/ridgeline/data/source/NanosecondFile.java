package ridgeline.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A Parquet file with times in nanoseconds, as pandas writes them. */
final class NanosecondFile {
  private NanosecondFile() {}

  /** Writes a row of an integer x, which is 7, and a time t. */
  static void write(Path file) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message t { optional int32 x; optional int64 t (TIMESTAMP(NANOS, true)); }");
    Group row = new SimpleGroup(schema);
    row.add("x", 7);
    row.add("t", 1_717_200_000_000_000_000L);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      writer.write(row);
    }
  }
}
