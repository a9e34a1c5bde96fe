package ridgeline.model;

import java.io.IOException;
import ridgeline.data.feature.StrictJson;

/**
 * How to predict a quantity from a network that was trained on a function of it: the content of
 * {@link #FILE}, which only such a network has.
 *
 * @param format version of the file's format
 */
public record NetworkLabel(int format, LabelInverse inverse) {
  /** The name of the file in the directory of a model. */
  public static final String FILE = "label.json";

  private static final int FORMAT = 1;

  public NetworkLabel {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("inverse", inverse);
  }

  /** The label of a network to be saved. */
  public static NetworkLabel of(LabelInverse inverse) {
    return new NetworkLabel(FORMAT, inverse);
  }

  /**
   * Reads the file.
   *
   * @throws IOException with a one-sentence message if it is damaged or cannot be used
   */
  public static NetworkLabel read(byte[] content) throws IOException {
    return StrictJson.read(FILE, content, NetworkLabel.class);
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
