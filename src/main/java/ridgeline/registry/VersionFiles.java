package ridgeline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.config.text.Digests;
import ridgeline.model.ModelDirectory;
import ridgeline.model.ModelManifest;

/** The files of a version, each of which is checked against the hash of what was written. */
public final class VersionFiles {
  /** The last file of a version, which has the hashes of the others. */
  public static final String RESULT = "retrain.json";

  private static final String MANIFEST = ModelDirectory.IN_RUN + "/" + ModelManifest.FILE;

  private static final String MEND =
      "put the files of this version back from a copy of the store, or use another one, after jobs/models promote if this is the champion";

  private static final int MAX_BYTES = 1 << 28;

  private final String location;
  private final Configuration configuration;
  private final byte[] last;
  private final JsonNode result;

  private VersionFiles(String location, Configuration configuration, byte[] last, JsonNode result) {
    this.location = location;
    this.configuration = configuration;
    this.last = last;
    this.result = result;
  }

  /**
   * Opens the files of a version.
   *
   * @param location its directory
   * @throws RegistryException if they were removed
   * @throws DamagedFileException if the last one is not what was written
   */
  public static VersionFiles open(
      String location, ModelVersion version, Configuration configuration) throws IOException {
    byte[] content;
    try {
      content = content(location, RESULT, configuration);
    } catch (FileNotFoundException e) {
      throw new RegistryException(
          "%s/%s is missing; the files of this version were removed, and jobs/models list shows which versions have theirs"
              .formatted(location, RESULT));
    }
    requireHash(location, RESULT, content, version.resultSha256());
    return new VersionFiles(location, configuration, content, new JsonMapper().readTree(content));
  }

  /** Their directory. */
  public String location() {
    return location;
  }

  /** The content of the last file, as it is. */
  public byte[] last() {
    return last.clone();
  }

  /** The content of the last file. */
  public JsonNode result() {
    return result;
  }

  /**
   * The content of a file.
   *
   * @throws RegistryException if it is not what was written
   */
  public byte[] read(String name) throws IOException {
    return read(name, result.path("files").path(name).asText());
  }

  /**
   * The SHA-256 of each file by its path, those of the model included, but not of the last one.
   *
   * @throws RegistryException if the manifest of the model is not what was written
   */
  public SortedMap<String, String> hashes() throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    result
        .path("files")
        .properties()
        .forEach(file -> hashes.put(file.getKey(), file.getValue().asText()));
    manifest()
        .files()
        .forEach((name, entry) -> hashes.put(ModelDirectory.IN_RUN + "/" + name, entry.sha256()));
    return hashes;
  }

  /**
   * The content of a file.
   *
   * @throws RegistryException if it does not have the hash
   */
  public byte[] read(String name, String sha256) throws IOException {
    byte[] content;
    try {
      content = content(location, name, configuration);
    } catch (FileNotFoundException e) {
      throw new DamagedFileException("%s/%s is missing; %s".formatted(location, name, MEND));
    }
    requireHash(location, name, content, sha256);
    return content;
  }

  /**
   * The content of a JSON file.
   *
   * @throws RegistryException if it is not what was written, or is of another release
   */
  public <T> T read(String name, Class<T> type) throws IOException {
    return DamagedFileException.parse(
        location + "/" + name,
        read(name),
        type,
        "use the release that wrote it, or fill another store with jobs/retrain --from and --to");
  }

  private ModelManifest manifest() throws IOException {
    return read(MANIFEST, ModelManifest.class);
  }

  /**
   * Checks all files of the version: those that the last one lists, and those of its model.
   *
   * @throws RegistryException if one is missing, was added, or is not what was written
   */
  public void verify() throws IOException {
    try {
      for (Map.Entry<String, JsonNode> file : result.path("files").properties()) {
        read(file.getKey());
      }
      verifyModel(manifest());
    } catch (ChecksumException e) {
      throw new DamagedFileException(
          "a file of %s is not what was written: %s; %s".formatted(location, e.getMessage(), MEND));
    }
  }

  private void verifyModel(ModelManifest written) throws IOException {
    Path directory = new Path(location, ModelDirectory.IN_RUN);
    Map<String, ModelManifest.Entry> found =
        ModelManifest.of(directory.getFileSystem(configuration), directory, written.kind()).files();
    Set<String> names = new TreeSet<>(written.files().keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!Objects.equals(written.files().get(name), found.get(name))) {
        throw new DamagedFileException(
            "%s/%s %s; %s"
                .formatted(
                    directory,
                    name,
                    !found.containsKey(name)
                        ? "is missing"
                        : written.files().containsKey(name)
                            ? "is not what was written: its SHA-256 is not the recorded one"
                            : "was added since the version was written",
                    MEND));
      }
    }
  }

  private static byte[] content(String location, String name, Configuration configuration)
      throws IOException {
    Path file = new Path(location, name);
    FileSystem files = file.getFileSystem(configuration);
    try (InputStream in = files.open(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new DamagedFileException("%s has more than %,d bytes".formatted(file, MAX_BYTES));
      }
      return content;
    } catch (ChecksumException e) {
      throw new DamagedFileException(
          "%s is not what was written: %s; %s".formatted(file, e.getMessage(), MEND));
    }
  }

  private static void requireHash(String location, String name, byte[] content, String sha256) {
    if (!Digests.sha256(content).equals(sha256)) {
      throw new DamagedFileException(
          "%s/%s is not what was written: its SHA-256 is not the recorded one; %s"
              .formatted(location, name, MEND));
    }
  }
}
