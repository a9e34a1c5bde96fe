package ridgeline.report;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.Writer;

/** Writes csv files. Numbers read back to the same bits. */
public final class CsvFile {
  private CsvFile() {}

  public static CsvWriter to(Writer to, String... headers) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    CsvWriter csv = new CsvWriter(to, settings);
    csv.writeHeaders(headers);
    return csv;
  }
}
