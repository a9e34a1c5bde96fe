package ridgeline.registry.gate;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import ridgeline.data.DataException;
import ridgeline.data.feature.StrictJson;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.LeafSpecification;

/**
 * What the gates after a version's own need of it, so that it can be scored on any stored
 * partition: the content of {@link #FILE}.
 *
 * @param format version of the file's format
 * @param specification hash of what the store's statistics were of
 * @param levels of each category
 * @param judgedUpTo the last date that the judged model has seen
 * @param judged the model as it was before it saw the newest partitions
 * @param fitted the model of the version
 * @param training the rows that the latter was fitted to
 */
public record VersionStatistics(
    int format,
    String specification,
    List<List<String>> levels,
    String judgedUpTo,
    ScoredFit.Fit judged,
    ScoredFit.Fit fitted,
    Distribution training) {
  /** The name of the file in the directory of a version. */
  public static final String FILE = "statistics.json";

  private static final int FORMAT = 2;

  public VersionStatistics {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("specification", specification);
    levels =
        StrictJson.complete("levels", levels).stream()
            .map(column -> StrictJson.complete("levels", column))
            .toList();
    LocalDate.parse(StrictJson.present("judgedUpTo", judgedUpTo));
    StrictJson.present("judged", judged);
    StrictJson.present("fitted", fitted);
    StrictJson.present("training", training);
  }

  /**
   * The statistics of a version.
   *
   * @param specification of the store
   * @param levels of the training of {@code fitted}
   * @param judgedUpTo the last date that {@code judged} has seen
   * @param judged over the same levels
   */
  public static VersionStatistics of(
      LeafSpecification specification,
      List<List<String>> levels,
      LocalDate judgedUpTo,
      ScoredFit.Fit judged,
      ScoredFit.Fit fitted,
      Distribution training) {
    return new VersionStatistics(
        FORMAT, specification.hash(), levels, judgedUpTo.toString(), judged, fitted, training);
  }

  /**
   * The features over the levels of the training.
   *
   * @throws DataException if the store's statistics are of other features by now
   */
  public FeatureLevels features(LeafSpecification stored) {
    if (!stored.hash().equals(specification)) {
      throw new DataException(
          "a version was trained on statistics of other features than the store has now; it cannot be scored on them");
    }
    return stored.features(levels);
  }

  /** The model as it was before it saw the newest partitions. */
  public ScoredFit judged(LeafSpecification stored) {
    return new ScoredFit(features(stored), judged);
  }

  /** The model of the version. */
  public ScoredFit fitted(LeafSpecification stored) {
    return new ScoredFit(features(stored), fitted);
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
