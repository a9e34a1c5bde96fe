package ridgeline.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * What a finished run has read and written: a RunEvent of <a
 * href="https://openlineage.io/spec/2-0-2/OpenLineage.json">OpenLineage 2-0-2</a>.
 *
 * @param eventTime when it finished, an instant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineageEvent(
    String eventType,
    String eventTime,
    Run run,
    Job job,
    List<Dataset> inputs,
    List<Dataset> outputs,
    String producer,
    @JsonProperty("schemaURL") String schema) {
  /** The name of the file in the directory of a version. */
  public static final String FILE = "lineage.json";

  private static final String SCHEMA =
      "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

  /** A run. */
  public record Run(String runId) {}

  /** A job, whose name its runs share. */
  public record Job(String namespace, String name) {}

  /** A table or directory, named as OpenLineage names those of file systems. */
  public record Dataset(String namespace, String name) {
    /**
     * A location.
     *
     * @param location with its scheme
     */
    public static Dataset of(URI location) {
      String scheme = String.valueOf(location.getScheme()).replaceFirst("^s3[an]$", "s3");
      String authority = location.getAuthority();
      boolean isObject = scheme.equals("s3") || scheme.equals("gs");
      return new Dataset(
          authority == null ? scheme : scheme + "://" + authority,
          isObject ? location.getPath().replaceFirst("^/", "") : location.getPath());
    }
  }

  /**
   * A run that is complete.
   *
   * @param time when it finished, an instant
   * @param kind of the job
   * @param name of the job
   * @param release of Ridgeline
   * @param directory of the run, which no other has
   */
  public static LineageEvent complete(
      String time, String kind, String name, String release, URI directory, List<URI> inputs) {
    byte[] unique = directory.toString().getBytes(StandardCharsets.UTF_8);
    return new LineageEvent(
        "COMPLETE",
        time,
        new Run(UUID.nameUUIDFromBytes(unique).toString()),
        new Job("ridgeline", kind + "." + name),
        inputs.stream().map(Dataset::of).toList(),
        List.of(Dataset.of(directory)),
        "urn:ridgeline:" + release,
        SCHEMA);
  }
}
