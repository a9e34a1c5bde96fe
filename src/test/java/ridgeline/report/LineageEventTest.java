package ridgeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class LineageEventTest {
  /** As OpenLineage's naming conventions have it. */
  @ParameterizedTest
  @CsvSource({
    "file:/data/t.parquet, file, /data/t.parquet",
    "hdfs://name:8020/data/t, hdfs://name:8020, /data/t",
    "s3a://bucket/data/t, s3://bucket, data/t",
    "gs://bucket/data/t, gs://bucket, data/t",
    "abfss://box@account.dfs.core.windows.net/t, abfss://box@account.dfs.core.windows.net, /t"
  })
  void datasetsAreNamedByTheirFileSystem(String location, String namespace, String name) {
    assertThat(LineageEvent.Dataset.of(URI.create(location)))
        .isEqualTo(new LineageEvent.Dataset(namespace, name));
  }

  @Test
  void anEventNamesWhatWasReadAndWritten() throws IOException {
    URI directory = URI.create("s3a://bucket/store/models/flights/2001-04-07-1");
    LineageEvent event =
        LineageEvent.complete(
            "2001-04-08T00:00:00Z",
            "retrain",
            "flights",
            "0.1.0",
            directory,
            List.of(URI.create("file:/t")));
    StringWriter json = new StringWriter();
    JsonFile.write(event, json);

    assertThat(json.toString().replaceAll("\\s+", ""))
        .isEqualTo(
            """
            {"eventType":"COMPLETE","eventTime":"2001-04-08T00:00:00Z",
            "run":{"runId":"%s"},"job":{"namespace":"ridgeline","name":"retrain.flights"},
            "inputs":[{"namespace":"file","name":"/t"}],
            "outputs":[{"namespace":"s3://bucket","name":"store/models/flights/2001-04-07-1"}],
            "producer":"urn:ridgeline:0.1.0",
            "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"}
            """
                .formatted(event.run().runId())
                .replaceAll("\\s+", ""));
    assertThat(event.run().runId())
        .hasSize(36)
        .isNotEqualTo(
            LineageEvent.complete(
                    "", "retrain", "flights", "", URI.create(directory + "2"), List.of())
                .run()
                .runId());
  }
}
