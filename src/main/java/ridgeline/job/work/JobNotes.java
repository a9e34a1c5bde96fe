package ridgeline.job.work;

import java.util.Objects;
import ridgeline.config.data.DataConfig;
import ridgeline.config.secret.Redaction;

/** What the jobs of linear models say of their job files. */
public final class JobNotes {
  /** A format whose argument is the section of the key. */
  static final String NO_INTERCEPT =
      "data.formula leaves out the intercept, so %s.fitIntercept is false";

  private JobNotes() {}

  /** The label of a table as written in its job file: a key, or the left side of a formula. */
  public static String label(DataConfig data) {
    return Redaction.sql(
        data.label() != null
            ? data.label()
            : Objects.requireNonNull(data.formula()).split("~", 2)[0].strip());
  }
}
