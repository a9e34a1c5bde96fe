package ridgeline.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The label of a job file.
 *
 * @param transform the function of a quantity that it is; null if it is the quantity itself, or has
 *     no inverse within the limit on steps
 * @param squared expressions whose sign is lost, so that there is no inverse if one of them is
 *     negative; must not be shown, because they may contain secrets
 * @param column whether it is a column, apart from factors, shifts and numeric casts
 */
public record LabelExpression(
    @Nullable LabelTransform transform, List<String> squared, boolean column) {

  public static LabelExpression of(String label) {
    return LabelParser.parse(label);
  }
}
