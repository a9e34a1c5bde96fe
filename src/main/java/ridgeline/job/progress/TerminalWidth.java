package ridgeline.job.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of columns of this process's terminal, which may change while it runs. */
final class TerminalWidth implements IntSupplier {
  private static final int UNKNOWN = 80;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})\\s*");

  private final LongSupplier nanoTime;
  private long looked;
  private int columns;

  TerminalWidth(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized int getAsInt() {
    long now = nanoTime.getAsLong();
    if (columns == 0 || now - looked > LOOK_EVERY_NANOS) {
      looked = now;
      columns = look();
    }
    return columns;
  }

  /** Asks the system's {@code stty}, because the JDK cannot. */
  private static int look() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var in = stty.getInputStream()) {
        return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** The number of columns in the output of {@code stty size}. */
  static int parse(String size) {
    Matcher matcher = SIZE.matcher(size);
    int found = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return found > 0 ? found : UNKNOWN;
  }
}
