package ridgeline.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;

/** The directory of a saved model. Its files are checked and used from the same bytes. */
public final class ModelDirectory {
  /** The directory of the model in the directory of a run. */
  public static final String IN_RUN = "model";

  /** Maximum size of a manifest, and of a description, in bytes. */
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

  /** Reads the content of a file. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the content.
     *
     * @param bytes the size of the file, which has been checked
     */
    T read(InputStream in, long bytes) throws IOException;
  }

  /**
   * Reads the manifest of a model, or of the model of a run.
   *
   * @throws IOException if there is none, or it is damaged
   */
  public static ModelDirectory open(FileSystem files, Path location) throws IOException {
    Path inRun = new Path(location, IN_RUN);
    Path directory = location;
    if (!files.exists(new Path(location, ModelManifest.FILE))) {
      if (!files.exists(new Path(inRun, ModelManifest.FILE))) {
        throw new FileNotFoundException(
            "neither it nor its directory %2$s/ has a %1$s".formatted(ModelManifest.FILE, IN_RUN));
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

  private static byte[] bytes(FileSystem files, Path file, int maxBytes) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new IOException("%s has more than %,d bytes".formatted(file.getName(), maxBytes));
      }
      return content;
    }
  }

  /** The kind of the model. */
  public ModelManifest.Kind kind() {
    return manifest.kind();
  }

  /** The hash of the manifest, which identifies the whole model. */
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
   * @throws IOException if the file is missing, too large, or not what was written
   */
  public byte[] read(String name) throws IOException {
    return read(
        name,
        (in, bytes) -> {
          if (bytes > MAX_DESCRIPTION) {
            throw new IOException(
                "%s has %,d bytes; the limit is %,d".formatted(name, bytes, MAX_DESCRIPTION));
          }
          return in.readNBytes((int) bytes);
        });
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is missing, or not what was written
   */
  public <T> T read(String name, Reader<T> reader) throws IOException {
    ModelManifest.Entry entry = manifest.files().get(name);
    if (entry == null) {
      throw new IOException("%s does not list %s".formatted(ModelManifest.FILE, name));
    }
    Path file = new Path(directory, name);
    long size = files.getFileStatus(file).getLen();
    if (size != entry.bytes()) {
      throw new IOException(
          "%s has %,d bytes, but had %,d when it was written".formatted(name, size, entry.bytes()));
    }
    MessageDigest digest = Digests.sha256();
    T result;
    try (InputStream in = new DigestInputStream(files.open(file), digest)) {
      result = reader.read(in, size);
      if (in.read() >= 0) {
        throw new IOException("%s has content after its end".formatted(name));
      }
    }
    if (!Digests.text(digest).equals(entry.sha256())) {
      throw new IOException(
          "%s is not what was written: its SHA-256 differs from %s"
              .formatted(name, ModelManifest.FILE));
    }
    return result;
  }
}
