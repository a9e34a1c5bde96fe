package ridgeline.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.config.Digests;
import ridgeline.data.feature.StrictJson;

/** The directory of a saved model. What is read of it is checked and used from the same bytes. */
public final class ModelDirectory {
  /** The directory of the model in that of a run. */
  public static final String IN_RUN = "model";

  /** Bytes of a manifest, and of a description. */
  private static final int MAX_MANIFEST = 16 << 20;

  private static final int MAX_DESCRIPTION = 1 << 28;

  private final FileSystem files;
  private final Path directory;
  private final ModelManifest manifest;
  private final String sha256;

  private ModelDirectory(FileSystem files, Path directory, ModelManifest manifest, String sha256) {
    this.files = files;
    this.directory = directory;
    this.manifest = manifest;
    this.sha256 = sha256;
  }

  /** Makes something of the content of a file. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the content.
     *
     * @param bytes its size, which was checked
     */
    T read(InputStream in, long bytes) throws IOException;
  }

  /**
   * Reads the manifest of a model, or of that of a run.
   *
   * @throws IOException if there is none, or it is damaged
   */
  public static ModelDirectory open(FileSystem files, Path location) throws IOException {
    Path inRun = new Path(location, IN_RUN);
    Path directory = location;
    if (!files.exists(new Path(location, ModelManifest.FILE))) {
      if (!files.exists(new Path(inRun, ModelManifest.FILE))) {
        throw new FileNotFoundException(
            "there is no %s in it or in its %s/".formatted(ModelManifest.FILE, IN_RUN));
      }
      directory = inRun;
    }
    byte[] content = bytes(files, new Path(directory, ModelManifest.FILE), MAX_MANIFEST);
    return new ModelDirectory(
        files,
        directory,
        StrictJson.read(ModelManifest.FILE, content, ModelManifest.class),
        Digests.sha256(content));
  }

  private static byte[] bytes(FileSystem files, Path file, int most) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IOException("%s has more than %,d bytes".formatted(file.getName(), most));
      }
      return content;
    }
  }

  /** What the model is. */
  public ModelManifest.Kind kind() {
    return manifest.kind();
  }

  /** The hash of the manifest, which stands for all of the model. */
  public String sha256() {
    return sha256;
  }

  /** Whether the model has a file. */
  public boolean has(String name) {
    return manifest.files().containsKey(name);
  }

  /**
   * The content of a description.
   *
   * @throws IOException if the file is not there, too large, or not what was written
   */
  public byte[] read(String name) throws IOException {
    return read(
        name,
        (in, bytes) -> {
          if (bytes > MAX_DESCRIPTION) {
            throw new IOException(
                "%s has %,d bytes, more than %,d".formatted(name, bytes, MAX_DESCRIPTION));
          }
          return in.readNBytes((int) bytes);
        });
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not there, or not what was written
   */
  public <T> T read(String name, Reader<T> reader) throws IOException {
    ModelManifest.Entry entry = manifest.files().get(name);
    if (entry == null) {
      throw new IOException("%s has no %s".formatted(ModelManifest.FILE, name));
    }
    Path file = new Path(directory, name);
    long size = files.getFileStatus(file).getLen();
    if (size != entry.bytes()) {
      throw new IOException(
          "%s has %,d bytes, and had %,d when it was written".formatted(name, size, entry.bytes()));
    }
    MessageDigest digest = Digests.sha256();
    T result;
    try (InputStream in = new DigestInputStream(files.open(file), digest)) {
      result = reader.read(in, size);
      if (in.read() >= 0) {
        throw new IOException("%s is longer than what is read of it".formatted(name));
      }
    }
    if (!Digests.text(digest).equals(entry.sha256())) {
      throw new IOException(
          "%s is not what was written: its SHA-256 is not that of %s"
              .formatted(name, ModelManifest.FILE));
    }
    return result;
  }
}
