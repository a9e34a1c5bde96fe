package ridgeline.job.summary.store;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import ridgeline.config.text.Printable;

/** A table of text whose columns are as wide as their widest cell. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> lines = new ArrayList<>();
  private final int left;

  /**
   * Begins a table.
   *
   * @param left number of the columns at the start that are aligned to the left, as the last is
   * @param headers of all columns
   */
  TextTable(int left, List<String> headers) {
    this.left = left;
    lines.add(headers);
  }

  /** Adds a line with a cell for each column. */
  void add(List<String> cells) {
    lines.add(cells.stream().map(Printable::line).toList());
  }

  void print(PrintStream out) {
    int columns = lines.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> lines.stream().mapToInt(line -> line.get(c).length()).max().orElse(0))
            .toArray();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = line.get(c);
        String space = " ".repeat(widths[c] - cell.length());
        boolean isLeft = c < left || c == columns - 1;
        text.append(c == 0 ? "" : GAP).append(isLeft ? cell + space : space + cell);
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
