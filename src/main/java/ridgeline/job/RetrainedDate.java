package ridgeline.job;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.job.work.Retraining;

/**
 * How a date of a retraining ended.
 *
 * @param version number of the version
 * @param promoted whether the gate let it pass
 * @param repeated whether the date was done before
 * @param sentence what the gate decided, and why
 * @param directory the location of the version's files; null if they were pruned
 */
public record RetrainedDate(
    LocalDate date,
    long version,
    boolean promoted,
    boolean repeated,
    String sentence,
    @Nullable String directory) {
  static RetrainedDate of(Retraining.Outcome outcome) {
    return new RetrainedDate(
        outcome.date(),
        outcome.version(),
        outcome.promoted(),
        outcome.repeated(),
        outcome.sentence(),
        outcome.directory() == null ? null : Redaction.location(outcome.directory()));
  }
}
