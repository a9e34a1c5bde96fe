package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.report.JsonFile;
import ridgeline.report.Provenance;

/**
 * The content of {@code predict.json}.
 *
 * @param model where the model is
 * @param modelSha256 of its manifest, which stands for all of its files
 * @param data what was scored
 * @param settings how it was read and written
 * @param rows with a prediction
 * @param leftOut rows without one, for an invalid value
 * @param inputs columns or expressions of the features; empty for images
 * @param columns of the predictions
 */
public record PredictReport(
    String model,
    String modelSha256,
    String data,
    Settings settings,
    long rows,
    long leftOut,
    List<Input> inputs,
    List<String> columns,
    Provenance provenance) {

  /**
   * Settings of the command line.
   *
   * @param format null if it was guessed
   * @param options redacted
   * @param column of the images of a table
   * @param as the format of the predictions
   */
  public record Settings(
      @Nullable String format, Map<String, String> options, String column, String as) {}

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
