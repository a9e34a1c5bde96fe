package ridgeline.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The label of a job file.
 *
 * @param transform what it is of a quantity; null if it is that itself, or there is no way back of
 *     so few steps
 * @param squared expressions that lose their sign on the way, so that there is no way back where
 *     one of them is negative; not to be shown, as they may have secrets
 * @param column whether it is a column, but for factors, shifts and the type of its numbers
 */
public record LabelExpression(
    @Nullable LabelTransform transform, List<String> squared, boolean column) {

  public static LabelExpression of(String label) {
    return LabelParser.parse(label);
  }
}
