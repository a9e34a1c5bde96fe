package ridgeline.data.feature;

import java.io.Serializable;
import java.util.List;

/** Names of features by their positions, for messages. */
@FunctionalInterface
public interface FeatureNames extends Serializable {
  /** Names by position, for features without names. */
  FeatureNames UNKNOWN = feature -> "feature " + (feature + 1);

  String of(int feature);

  /** The names in a list; names by position if it is empty. */
  static FeatureNames of(List<String> names) {
    List<String> own = List.copyOf(names);
    return own.isEmpty() ? UNKNOWN : own::get;
  }
}
