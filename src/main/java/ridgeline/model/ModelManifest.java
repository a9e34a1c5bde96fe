package ridgeline.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;

/**
 * The files of a model with their sizes and hashes: the content of {@link #FILE}, which is written
 * last. It proves that the files are those that were written, but not who wrote them: whoever can
 * change a file can also change the manifest.
 *
 * @param format version of the file's format
 * @param files all files except this one, by their paths in the directory
 */
public record ModelManifest(int format, Kind kind, SortedMap<String, Entry> files) {
  /** The name of the file in the directory of a model. */
  public static final String FILE = "manifest.json";

  private static final int FORMAT = 1;

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /** The kind of a model. */
  public enum Kind {
    @JsonProperty("linear")
    LINEAR,
    @JsonProperty("network")
    NETWORK
  }

  /**
   * A file.
   *
   * @param bytes its size
   * @param sha256 its SHA-256, in hexadecimal
   */
  public record Entry(long bytes, String sha256) {
    public Entry {
      if (bytes < 0 || !SHA_256.matcher(StrictJson.present("sha256", sha256)).matches()) {
        throw new IllegalArgumentException(
            "has a file of %d bytes and hash %s".formatted(bytes, sha256));
      }
    }
  }

  public ModelManifest {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("kind", kind);
    StrictJson.present("files", files)
        .forEach((name, entry) -> StrictJson.present("hash of " + name, entry));
  }

  /** Reads all files of a directory. */
  public static ModelManifest of(FileSystem files, Path directory, Kind kind) throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    String root = files.makeQualified(directory).toUri().getPath();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(directory, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      String name = file.toUri().getPath().substring(root.length() + 1);
      if (!name.equals(FILE)) {
        entries.put(name, entry(files, file));
      }
    }
    return new ModelManifest(FORMAT, kind, entries);
  }

  private static Entry entry(FileSystem files, Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream in = new DigestInputStream(files.open(file), digest)) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      return new Entry(bytes, Digests.text(digest));
    }
  }

  /** A directory with Spark's success marker but without files; empty if there is none. */
  public String emptyDirectory() {
    for (Map.Entry<String, Entry> file : files.entrySet()) {
      String name = file.getKey();
      if (name.equals("_SUCCESS") || name.endsWith("/_SUCCESS")) {
        String directory = name.substring(0, name.length() - "_SUCCESS".length());
        boolean written =
            files.keySet().stream().anyMatch(other -> other.startsWith(directory + "part-"));
        if (!written) {
          return directory;
        }
      }
    }
    return "";
  }

  /** Writes the file. */
  public void writeTo(Writer writer) throws IOException {
    writer.write(StrictJson.write(this));
  }
}
