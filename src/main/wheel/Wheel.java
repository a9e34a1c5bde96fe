import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a wheel of the Python package, with the job's jar in it, as the specification "Binary
 * distribution format" of the Python Packaging User Guide has it. The build runs this file.
 */
final class Wheel {
  /** The earliest time that a zip file can hold: the same content makes the same file. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Wheel() {}

  /** Writes a wheel of a clone, where it runs: PACKAGE JAR METADATA VERSION DIRECTORY */
  public static void main(String[] args) throws Exception {
    Path sources = Path.of(args[0]);
    String version = args[3];
    String name = sources.getFileName().toString();
    String info = "%s-%s.dist-info/".formatted(name, version);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(sources)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String path = sources.relativize(file).toString().replace('\\', '/');
        if (!path.contains("__pycache__")) {
          files.put(name + "/" + path, Files.readAllBytes(file));
        }
      }
    }
    files.put(name + "/jars/ridgeline.jar", Files.readAllBytes(Path.of(args[1])));
    files.put(
        info + "METADATA",
        bytes(Files.readString(Path.of(args[2])).replace("${version}", version)));
    for (String notice : List.of("LICENSE", "NOTICE")) {
      files.put(info + "licenses/" + notice, Files.readAllBytes(Path.of(notice)));
    }
    files.put(
        info + "WHEEL",
        bytes("Wheel-Version: 1.0\nGenerator: ridgeline\nRoot-Is-Purelib: true\nTag: py3-none-any\n"));
    files.put(info + "RECORD", bytes(record(files, info + "RECORD")));
    write(files, Path.of(args[4], "%s-%s-py3-none-any.whl".formatted(name, version)));
  }

  private static String record(Map<String, byte[]> files, String own) throws NoSuchAlgorithmException {
    StringBuilder record = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.getValue());
      record.append(
          "%s,sha256=%s,%d\n"
              .formatted(
                  file.getKey(),
                  Base64.getUrlEncoder().withoutPadding().encodeToString(hash),
                  file.getValue().length));
    }
    return record.append(own).append(",,\n").toString();
  }

  private static void write(Map<String, byte[]> files, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    try (OutputStream out = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
