package ridgeline.job.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import ridgeline.data.design.Design;

/** Finds features that a table may have, but of whose levels a window has no rows. */
final class AbsentLevels {
  private AbsentLevels() {}

  /**
   * Which of some names would be those of features if the categories had more levels.
   *
   * @param given names, such as {@code carrier=AA}
   * @param design of the features
   * @param levels of each category in the window
   * @param names of the features over these levels
   */
  static Set<String> among(
      Collection<String> given, Design design, List<List<String>> levels, List<String> names) {
    Set<String> absent = new TreeSet<>();
    for (String name : given) {
      Set<String> more = levelsIn(name);
      if (!names.contains(name) && !more.isEmpty()) {
        List<List<String>> wider = new ArrayList<>();
        for (List<String> own : levels) {
          Set<String> all = new LinkedHashSet<>(own);
          all.addAll(more);
          wider.add(List.copyOf(all));
        }
        if (design.names(wider).contains(name)) {
          absent.add(name);
        }
      }
    }
    return absent;
  }

  /** Whatever follows an equals sign up to a colon or the end, which levels may contain as well. */
  private static Set<String> levelsIn(String name) {
    Set<String> levels = new LinkedHashSet<>();
    for (int from = name.indexOf('='); from >= 0; from = name.indexOf('=', from + 1)) {
      for (int to = name.indexOf(':', from); to >= 0; to = name.indexOf(':', to + 1)) {
        levels.add(name.substring(from + 1, to));
      }
      levels.add(name.substring(from + 1));
    }
    return levels;
  }
}
