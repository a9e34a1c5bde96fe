package ridgeline.config.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a job that scores a table.
 *
 * @param column the image column of a table
 * @param as the format of the predictions
 * @param partitionBy the columns of their directories
 */
public record PredictConfig(
    Model model, Table data, String column, String as, List<String> partitionBy) {

  /** Where a model is. */
  public record Model(String path) {}

  /**
   * The table to score.
   *
   * @param format null to guess it
   */
  public record Table(String path, @Nullable String format, Map<String, String> options) {}
}
