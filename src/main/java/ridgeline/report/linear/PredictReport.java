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
 * @param model location of the model
 * @param version its number in a store; null for a directory
 * @param modelSha256 SHA-256 of its manifest, which covers all of its files
 * @param data the scored data
 * @param settings how the data was read and written
 * @param rows number of rows with a prediction
 * @param leftOut number of rows without a prediction because of an invalid value
 * @param inputs columns or expressions of the features; empty for images
 * @param columns columns of the predictions
 */
public record PredictReport(
    String model,
    @Nullable Long version,
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
   * @param options options of the source, redacted
   * @param column column of the images in a table
   * @param as format of the predictions
   * @param partitionBy the columns of their directories
   */
  public record Settings(
      @Nullable String format,
      Map<String, String> options,
      String column,
      String as,
      List<String> partitionBy) {}

  /**
   * The invalid and unseen values of a column or expression.
   *
   * @param invalid number of rows in which it is null, NaN or infinite
   * @param unseen number of rows with a level not seen in training
   * @param example one of these levels; null if there is none
   */
  public record Input(String name, long invalid, long unseen, @Nullable String example) {}

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
