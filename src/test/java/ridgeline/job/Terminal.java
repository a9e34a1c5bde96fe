package ridgeline.job;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal that understands carriage return, line feed, and the sequence that clears the rest of
 * a line.
 */
public final class Terminal extends OutputStream {
  private final int columns;
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private final StringBuilder escape = new StringBuilder();
  private int row;
  private int column;

  public Terminal(int columns) {
    this.columns = columns;
  }

  public PrintStream stream() {
    return new PrintStream(this, true, StandardCharsets.ISO_8859_1);
  }

  /** What it shows, without trailing spaces and empty lines at the end. */
  public synchronized List<String> shown() {
    List<String> shown = new ArrayList<>();
    lines.forEach(line -> shown.add(line.toString().stripTrailing()));
    while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
      shown.remove(shown.size() - 1);
    }
    return shown;
  }

  @Override
  public synchronized void write(int value) {
    char letter = (char) (value & 0xff);
    if (letter == '\u001b' || !escape.isEmpty()) {
      escape.append(letter);
      if (Character.isLetter(letter)) {
        if (!escape.toString().equals("\u001b[K")) {
          throw new AssertionError("not known: " + escape);
        }
        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
        escape.setLength(0);
      }
    } else if (letter == '\r') {
      column = 0;
    } else if (letter == '\n') {
      next();
    } else {
      put(letter);
    }
  }

  private void put(char letter) {
    if (column == columns) {
      next();
    }
    StringBuilder line = lines.get(row);
    while (line.length() <= column) {
      line.append(' ');
    }
    line.setCharAt(column++, letter);
  }

  private void next() {
    row++;
    column = 0;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
  }
}
