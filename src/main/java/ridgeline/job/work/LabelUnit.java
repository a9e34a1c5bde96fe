package ridgeline.job.work;

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
   * Which function of the predicted quantity a label is; null if the label itself is predicted.
   *
   * @param text of a job file
   * @param hasNegative whether any of the given expressions is negative in a row that is used
   * @param note receives the reason if the label itself is predicted although it is an expression
   */
  static @Nullable LabelTransform of(
      String text, Predicate<List<String>> hasNegative, Consumer<String> note) {
    LabelExpression label = LabelExpression.of(text);
    LabelTransform transform = label.transform();
    if (transform == null) {
      if (!label.column()) {
        note.accept(
            "predictions are of the label, %s, because its inverse is not known"
                .formatted(Redaction.sql(text)));
      }
      return null;
    }
    if (!label.squared().isEmpty() && hasNegative.test(label.squared())) {
      note.accept(
          "predictions are of the label, %s: its power loses the sign of negative values, so it cannot be inverted to %s"
              .formatted(Redaction.sql(text), transform.expression()));
      return null;
    }
    return transform;
  }
}
