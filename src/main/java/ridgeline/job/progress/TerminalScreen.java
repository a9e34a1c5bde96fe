package ridgeline.job.progress;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A terminal whose last line is a bar. Anything printed to {@link System#out} or {@link System#err}
 * meanwhile appears above it: the bar is cleared, and drawn again once the line is complete.
 */
final class TerminalScreen implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream terminal;
  private final PrintStream out;
  private final PrintStream err;
  private final PrintStream aboveOut;
  private final PrintStream aboveErr;
  private String bar = "";
  private boolean drawn;
  private boolean atLineStart = true;

  private TerminalScreen(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    terminal = err;
    aboveOut = above(out);
    aboveErr = above(err);
  }

  /** Replaces the system's streams until it is closed. */
  static TerminalScreen open() {
    TerminalScreen screen = new TerminalScreen(System.out, System.err);
    System.setOut(screen.aboveOut);
    System.setErr(screen.aboveErr);
    return screen;
  }

  private PrintStream above(PrintStream to) {
    return new PrintStream(new Above(to), true, Charset.defaultCharset());
  }

  /** Draws a bar, replacing the previous one. */
  synchronized void show(String line) {
    if (line.equals(bar) && drawn) {
      return;
    }
    bar = line;
    if (atLineStart) {
      terminal.print(CLEAR_LINE + bar);
      terminal.flush();
      drawn = !bar.isEmpty();
    }
  }

  /** Removes the bar. */
  synchronized void clear() {
    bar = "";
    erase();
    terminal.flush();
  }

  private void erase() {
    if (drawn) {
      terminal.print(CLEAR_LINE);
      terminal.flush();
      drawn = false;
    }
  }

  /** Restores the system's streams, unless someone else has replaced them meanwhile. */
  @Override
  public void close() {
    clear();
    if (System.out == aboveOut) {
      System.setOut(out);
    }
    if (System.err == aboveErr) {
      System.setErr(err);
    }
  }

  private final class Above extends OutputStream {
    private final PrintStream to;

    Above(PrintStream to) {
      this.to = to;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
      if (length == 0) {
        return;
      }
      synchronized (TerminalScreen.this) {
        erase();
        to.write(text, offset, length);
        to.flush();
        atLineStart = text[offset + length - 1] == '\n';
        if (atLineStart && !bar.isEmpty()) {
          show(bar);
        }
      }
    }
  }
}
