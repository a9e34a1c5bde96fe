package ridgeline.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code predict.json}.
 *
 * @param model where the model is
 * @param modelSha256 of its manifest, which stands for all of its files
 * @param data what was scored
 * @param rows with a prediction
 * @param leftOut rows without one, for an invalid value
 * @param inputs columns or expressions of the features; empty for images
 * @param columns of the predictions
 */
public record PredictReport(
    String model,
    String modelSha256,
    String data,
    long rows,
    long leftOut,
    List<Input> inputs,
    List<String> columns,
    Provenance provenance) {

  /**
   * What was found in a column or expression.
   *
   * @param invalid rows in which it is null, NaN or infinite
   * @param unseen rows with a level not seen in training
   * @param example one of these levels; null if there is none
   */
  public record Input(String name, long invalid, long unseen, @Nullable String example) {}

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
