package ridgeline.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * The content of {@code predict.json}.
 *
 * @param model where the network is
 * @param data what it told of
 * @param columns of the predictions
 */
public record PredictReport(
    String model, String data, long rows, List<String> columns, Provenance provenance) {

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
