package ridgeline.model;

import java.io.IOException;
import ridgeline.data.feature.StrictJson;

/**
 * How a quantity is predicted whose function a network was trained on: the content of {@link
 * #FILE}, which only such a network has.
 *
 * @param format of this file
 */
public record NetworkLabel(int format, LabelInverse inverse) {
  /** The name of the file in the directory of a model. */
  public static final String FILE = "label.json";

  private static final int FORMAT = 1;

  public NetworkLabel {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "is of format %d, and this release reads %d".formatted(format, FORMAT));
    }
    StrictJson.present("inverse", inverse);
  }

  /** That of a network to be saved. */
  public static NetworkLabel of(LabelInverse inverse) {
    return new NetworkLabel(FORMAT, inverse);
  }

  /**
   * Reads the file.
   *
   * @throws IOException with one sentence if it is damaged, or has what cannot be used
   */
  public static NetworkLabel read(byte[] content) throws IOException {
    return StrictJson.read(FILE, content, NetworkLabel.class);
  }

  /** The text of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
