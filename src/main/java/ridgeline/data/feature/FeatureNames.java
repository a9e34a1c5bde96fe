package ridgeline.data.feature;

import java.io.Serializable;
import java.util.List;

/** Names of features by their positions, for messages. */
@FunctionalInterface
public interface FeatureNames extends Serializable {
  /** Names of features that have none. */
  FeatureNames UNKNOWN = feature -> "feature " + (feature + 1);

  String of(int feature);

  /** Those of a list, if it is not empty. */
  static FeatureNames of(List<String> names) {
    List<String> own = List.copyOf(names);
    return own.isEmpty() ? UNKNOWN : own::get;
  }
}
