package ridgeline.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import ridgeline.benchmark.measure.Machine;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Ratio;
import ridgeline.benchmark.table.Json;
import ridgeline.benchmark.table.TableFacts;

/**
 * The content of the benchmark's JSON report.
 *
 * @param started start time, ISO 8601 in UTC
 */
public record BenchmarkReport(
    String started,
    Machine machine,
    TableFacts table,
    List<Measurement> measurements,
    List<Ratio> ratios) {
  public BenchmarkReport {
    measurements = List.copyOf(measurements);
    ratios = List.copyOf(ratios);
  }

  /**
   * Writes the report to a local file atomically.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists
   * @throws IOException if it cannot be written
   */
  public void writeTo(Path file) throws IOException {
    Path hidden =
        file.resolveSibling(".%s.%s.tmp".formatted(file.getFileName(), UUID.randomUUID()));
    try {
      Json.write(this, hidden);
      Files.move(hidden, file);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }
}
