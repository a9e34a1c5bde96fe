package ridgeline.report.linear;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.report.CsvFile;

/** Writes the errors of versions of a model on partitions. */
public final class ErrorTable {
  private ErrorTable() {}

  /** Writes a line for each partition and version. */
  public static void write(ErrorMatrix matrix, Writer writer) {
    CsvWriter csv = CsvFile.to(writer, "partition", "rows", "version", "rmse", "trained");
    for (ErrorMatrix.Row row : matrix.rows()) {
      for (int k = 0; k < row.cells().size(); k++) {
        ErrorMatrix.Cell cell = row.cells().get(k);
        csv.writeRow(
            row.partition(), row.rows(), matrix.versions().get(k), cell.rmse(), cell.trained());
      }
    }
    csv.flush();
  }
}
