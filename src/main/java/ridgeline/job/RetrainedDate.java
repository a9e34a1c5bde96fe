package ridgeline.job;

import java.time.LocalDate;

/**
 * How a date of a retraining ended.
 *
 * @param version number of the version
 * @param promoted whether the gate let it pass
 * @param repeated whether the date was done before
 * @param sentence what the gate decided, and why
 * @param directory the location of the version's files
 */
public record RetrainedDate(
    LocalDate date,
    long version,
    boolean promoted,
    boolean repeated,
    String sentence,
    String directory) {}
