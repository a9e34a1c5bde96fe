package ridgeline.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.StrictJson;

/**
 * A version of a model. Its record is created once all files of its directory are there, and never
 * changed.
 *
 * @param format version of the record's format
 * @param created when, as an ISO 8601 instant
 * @param directory name of the directory of its files in that of the model
 * @param resultSha256 SHA-256 of the last of these files, which has those of the others
 * @param logicalDate the date for which it was trained; null if there is none
 * @param parent the version that was the champion then; null if there was none
 * @param result what the gate decided; null if it was not recorded
 * @param statistics version of the table of statistics from which it was trained
 * @param sources the fingerprint of each partition that it was trained on
 * @param configHash hash of the job file
 * @param code version of Ridgeline
 */
public record ModelVersion(
    int format,
    String created,
    String directory,
    String resultSha256,
    @Nullable String logicalDate,
    @Nullable Long parent,
    @Nullable Result result,
    long statistics,
    Map<String, String> sources,
    String configHash,
    String code) {
  /** The current version of the format. */
  public static final int FORMAT = 1;

  /** A name of a directory that leads nowhere else. */
  static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ModelVersion {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("created", created);
    StrictJson.present("configHash", configHash);
    StrictJson.present("code", code);
    if (!PLAIN_NAME.matcher(StrictJson.present("directory", directory)).matches()) {
      throw new IllegalArgumentException("has a directory that is not a plain name");
    }
    if (!SHA256.matcher(StrictJson.present("resultSha256", resultSha256)).matches()) {
      throw new IllegalArgumentException("has a resultSha256 that is not a SHA-256");
    }
    sources = new TreeMap<>(StrictJson.present("sources", sources));
    if (sources.containsValue(null)) {
      throw new IllegalArgumentException("has a partition without a fingerprint");
    }
  }

  /**
   * What the gate decided, which a list of versions shows without their files.
   *
   * @param metric the error that was compared
   * @param error on the newest partitions, in the unit of the metric
   * @param r2 the share of the label's variance there that is explained
   * @param rows that the version was trained on
   * @param sentence the decision in words; null if it was not recorded
   */
  public record Result(
      boolean promoted,
      String metric,
      double error,
      double r2,
      long rows,
      @Nullable String sentence) {
    public Result {
      StrictJson.present("result.metric", metric);
    }
  }

  /**
   * Whether the run that recorded it may be about to make it the champion.
   *
   * @param number its own
   * @param champion the number of the champion; 0 if there is none
   */
  boolean isPending(long number, long champion) {
    return number > champion && result != null && result.promoted();
  }

  /** Whether another version is of the same job, date, rows and champion. */
  boolean repeats(ModelVersion other) {
    return configHash.equals(other.configHash)
        && Objects.equals(logicalDate, other.logicalDate)
        && Objects.equals(parent, other.parent)
        && sources.equals(other.sources);
  }

  String text() throws IOException {
    return StrictJson.write(this);
  }
}
