package ridgeline.job.work.policy;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which policies are compared, and when.
 *
 * @param cadences null for those that suit what is stored
 * @param windows null for those that suit what is stored
 * @param halfLives null for those that suit what is stored
 * @param from the first training is on this date, or on the first one after it that is stored; null
 *     for the first date on which the longest window is stored and has rows to train on
 * @param to the last date that is predicted; null for the newest
 */
public record PolicyOptions(
    @Nullable List<String> cadences,
    @Nullable List<String> windows,
    @Nullable List<String> halfLives,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {}
