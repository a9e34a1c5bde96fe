package ridgeline.job.progress;

import java.util.List;

/**
 * One line about the progress of a stage: its name, a percentage, a bar and details.
 *
 * @param done how much of the stage is done
 * @param details most important first; those that do not fit are left out
 */
record Bar(String stage, long done, long planned, List<String> details) {
  private static final int NAME_WIDTH = 10;
  private static final int MIN_WIDTH = 10;
  private static final int MAX_WIDTH = 40;

  /** The line for a terminal of the given number of columns; the last column stays empty. */
  String render(int columns) {
    String share = planned <= 0 ? "    " : "%3d%%".formatted(100 * done / planned);
    String head = "%s %s [".formatted(name(), share);
    int room = columns - 1 - head.length() - 1 - MIN_WIDTH;
    StringBuilder fitting = new StringBuilder();
    for (String detail : details) {
      String more = (fitting.isEmpty() ? " " : ", ") + detail;
      if (!detail.isEmpty() && fitting.length() + more.length() <= room) {
        fitting.append(more);
      }
    }
    int width = Math.max(0, Math.min(MAX_WIDTH, MIN_WIDTH + room - fitting.length()));
    String line = head + filled(width) + "]" + fitting;
    return line.substring(0, Math.max(0, Math.min(line.length(), columns - 1)));
  }

  private String filled(int width) {
    int full = planned <= 0 ? 0 : (int) Math.min(width, width * done / planned);
    String tip = full > 0 && full < width ? ">" : "";
    return "=".repeat(full - tip.length()) + tip + " ".repeat(width - full);
  }

  /** The line that stays after the stage has ended. */
  String ended() {
    return "%s %s"
        .formatted(name(), String.join(", ", details.stream().filter(d -> !d.isEmpty()).toList()));
  }

  private String name() {
    return ("%-" + NAME_WIDTH + "s").formatted(stage);
  }
}
