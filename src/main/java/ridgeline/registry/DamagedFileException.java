package ridgeline.registry;

import java.io.IOException;
import ridgeline.data.feature.StrictJson;

/** A file of a registry that is missing, or is not what was written. */
public final class DamagedFileException extends RegistryException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String message) {
    super(message);
  }

  /**
   * Parses a file.
   *
   * @param mend what to do if it cannot be parsed
   */
  static <T> T parse(String location, byte[] content, Class<T> type, String mend) {
    try {
      return StrictJson.read(location, content, type);
    } catch (IOException e) {
      throw new DamagedFileException("%s; %s".formatted(e.getMessage(), mend));
    }
  }
}
