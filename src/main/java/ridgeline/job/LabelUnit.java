package ridgeline.job;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.model.LabelExpression;
import ridgeline.model.LabelTransform;

/** Decides in which unit a label is predicted. */
final class LabelUnit {
  private LabelUnit() {}

  /**
   * What a label is of the quantity that is predicted; null if that is the label itself.
   *
   * @param text of a job file
   * @param hasNegative whether one of some expressions is negative in a row that counts
   * @param note takes why predictions are of an expression
   */
  static @Nullable LabelTransform of(
      String text, Predicate<List<String>> hasNegative, Consumer<String> note) {
    LabelExpression label = LabelExpression.of(text);
    LabelTransform transform = label.transform();
    if (transform == null) {
      if (!label.column()) {
        note.accept(
            "predictions are of %s, the label, as no inverse of it is known"
                .formatted(Redaction.sql(text)));
      }
      return null;
    }
    if (!label.squared().isEmpty() && hasNegative.test(label.squared())) {
      note.accept(
          "predictions are of %s, the label: its power has lost the sign of values below 0, so that there is no way back to %s"
              .formatted(Redaction.sql(text), transform.expression()));
      return null;
    }
    return transform;
  }
}
