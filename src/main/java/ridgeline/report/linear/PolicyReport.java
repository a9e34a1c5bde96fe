package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import ridgeline.registry.policy.PolicyGrid;
import ridgeline.registry.policy.PolicyVerdict;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;

/**
 * The content of {@code policy.json}.
 *
 * @param label the label as written in the job file
 * @param first the date of the first training of all policies
 * @param grid the policies
 * @param sweeps number of models that were trained, which policies share
 * @param stored the dates of the partitions that were used
 * @param served the dates that all policies predict
 * @param seconds seconds by stage
 */
public record PolicyReport(
    String name,
    String label,
    String first,
    PolicyGrid grid,
    int sweeps,
    Range stored,
    List<Served> served,
    PolicyVerdict verdict,
    Map<String, Double> seconds,
    Provenance provenance) {

  /** Dates from one to another. */
  public record Range(String from, String to, int dates) {}

  /**
   * A date that is predicted.
   *
   * @param rows number of its rows of positive weight
   * @param weight sum of their weights
   */
  public record Served(String date, long rows, double weight) {}

  /** Writes the file. */
  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
