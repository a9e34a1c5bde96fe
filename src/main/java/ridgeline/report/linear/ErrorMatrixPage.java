package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.report.HtmlPage;

/** Writes a page that draws the errors of versions, a single file that needs no network. */
public final class ErrorMatrixPage {
  private ErrorMatrixPage() {}

  /**
   * A version in the list of those that are compared.
   *
   * @param date its logical date; null if it has none
   * @param aliases the names of its aliases
   */
  public record Version(long number, @Nullable String date, List<String> aliases) {}

  /** The data for the page's script. */
  private record Data(String name, String label, List<Version> versions, ErrorMatrix matrix) {}

  /**
   * Writes the page.
   *
   * @param name of the model
   * @param label the expression of the label
   * @param versions those of the matrix
   */
  public static void write(
      String name, String label, List<Version> versions, ErrorMatrix matrix, Writer to)
      throws IOException {
    HtmlPage.write("models.html", new Data(name, label, versions, matrix), to);
  }
}
