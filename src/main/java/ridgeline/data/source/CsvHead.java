package ridgeline.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;

/** Checks the first lines of a csv file for errors that Spark silently ignores. */
final class CsvHead {
  /** The replacement for bytes that cannot be decoded. */
  static final String UNDECODED = "\uFFFD";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final int MAX_BYTES = 1 << 18;

  /** Bytes to read for a header alone. */
  private static final int MAX_HEADER_BYTES = 1 << 16;

  /** Files whose headers are compared. */
  private static final int MAX_FILES = 100;

  /** A line with which a spreadsheet declares the separator. */
  private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\"?sep=.?\"?");

  private final FileTable table;
  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Prepares the check of a table that is read with some options. */
  CsvHead(FileTable table, Map<String, String> options) {
    this.table = table;
    this.options.putAll(options);
  }

  /**
   * Checks the first file, and the headers of all.
   *
   * @param files as {@link org.apache.spark.sql.Dataset#inputFiles} gives them
   * @param schema as Spark read it
   * @return the names in the header of the first file; empty if there is none
   * @throws DataException if a value spans several lines, two columns have the same name, or
   *     headers differ
   * @throws IOException if it cannot be read
   */
  List<String> check(SparkSession spark, String[] files, StructType schema) throws IOException {
    String quote = option("quote", "\"");
    String separator = option("sep", option("delimiter", ","));
    if (files.length == 0 || quote.length() != 1 || separator.isEmpty()) {
      return List.of();
    }
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    List<String> lines = lines(configuration, new Path(URI.create(files[0])), MAX_BYTES);
    if (!isSet("multiLine")) {
      refuseOpenQuotes(lines, quote.charAt(0), separator);
    }
    if (isSet("header") && !lines.isEmpty()) {
      List<String> header = fields(lines.get(0), quote.charAt(0), separator);
      refuseUnread(lines.get(0));
      refuseEqualNames(header, schema);
      for (int k = 1; k < Math.min(files.length, MAX_FILES); k++) {
        List<String> other = lines(configuration, new Path(URI.create(files[k])), MAX_HEADER_BYTES);
        if (!other.isEmpty()
            && !sameNames(header, fields(other.get(0), quote.charAt(0), separator))) {
          throw new DataException(
              "%s has files with the headers %s and %s (%s), but Spark matches columns by position; write all files with the same columns in the same order"
                  .formatted(
                      table, shortened(lines.get(0)), shortened(other.get(0)), place(files[k])));
        }
      }
      return header;
    }
    return List.of();
  }

  /** The partition of a file, or its name if it is in none. */
  private static String place(String file) {
    Path path = new Path(URI.create(file));
    String directory = path.getParent().getName();
    return Printable.cut(directory.contains("=") ? directory : path.getName(), 60);
  }

  /** Refuses a first line that is not a header. */
  private void refuseUnread(String line) {
    if (SEPARATOR_LINE.matcher(line).matches()) {
      throw new DataException(
          "%s starts with the line %s, which Spark would read as the header; remove it, and set %s to its character"
              .formatted(table, line, table.options("sep: ...")));
    }
    if (line.indexOf('\0') >= 0) {
      throw new DataException(
          "%s is in UTF-16; set %s"
              .formatted(table, table.options("encoding: UTF-16", "multiLine: true")));
    }
    if (line.contains(UNDECODED)) {
      throw new DataException(
          "%s has the header %s, some of whose bytes are not characters%s"
              .formatted(table, shortened(line), table.ofEncoding()));
    }
  }

  private static boolean sameNames(List<String> header, List<String> other) {
    return header.stream()
        .map(CsvHead::plainName)
        .toList()
        .equals(other.stream().map(CsvHead::plainName).toList());
  }

  /** A name as Spark compares it. */
  private static String plainName(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  private boolean isSet(String name) {
    return Boolean.parseBoolean(option(name, "false"));
  }

  /** Complete lines, without blank lines and comments. */
  private List<String> lines(Configuration configuration, Path file, int maxBytes)
      throws IOException {
    Charset charset = Charset.forName(option("encoding", option("charset", "UTF-8")));
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(file);
    byte[] bytes;
    try (InputStream raw = file.getFileSystem(configuration).open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      bytes = in.readNBytes(maxBytes);
    }
    String text = new String(bytes, charset);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (bytes.length == maxBytes) {
      lines.remove(lines.size() - 1);
    }
    String comment = option("comment", "");
    lines.removeIf(line -> line.isBlank() || (!comment.isEmpty() && line.startsWith(comment)));
    return lines;
  }

  /** Refuses a value whose quote is opened on one line and closed on a later one. */
  private void refuseOpenQuotes(List<String> lines, char quote, String separator) {
    for (int i = 0; i < lines.size(); i++) {
      if (isOpen(lines.get(i), quote, separator)
          && lines.subList(i + 1, lines.size()).stream()
              .anyMatch(line -> closes(line, quote, separator))) {
        throw new DataException(
            "%s has a quoted value that continues on the next line: %s; set %s"
                .formatted(table, shortened(lines.get(i)), table.options("multiLine: true")));
      }
    }
  }

  private static String shortened(String line) {
    return Printable.cut(line, 60);
  }

  /** Whether the last value of a line is in quotes that it does not close. */
  private static boolean isOpen(String line, char quote, String separator) {
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == quote) {
        at = end(line, at + 1, quote, separator);
        if (at < 0) {
          return true;
        }
      }
      int next = line.indexOf(separator, at);
      if (next < 0) {
        return false;
      }
      at = next + separator.length();
    }
    return false;
  }

  /** Index after the closing quote of a value; negative if there is none. */
  private static int end(String line, int from, char quote, String separator) {
    for (int at = line.indexOf(quote, from); at >= 0; at = line.indexOf(quote, at + 1)) {
      if (at + 1 == line.length() || line.startsWith(separator, at + 1)) {
        return at + 1;
      }
    }
    return -1;
  }

  /** Whether an open quote is closed on this line before another is opened. */
  private static boolean closes(String line, char quote, String separator) {
    int end = end(line, 0, quote, separator);
    int start = line.charAt(0) == quote ? 0 : line.indexOf(separator + quote);
    return end >= 0 && (start < 0 || end <= start);
  }

  private static List<String> fields(String line, char quote, String separator) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      int from = at;
      if (at < line.length() && line.charAt(at) == quote) {
        int end = end(line, at + 1, quote, separator);
        at = end < 0 ? line.length() : end;
      }
      int next = line.indexOf(separator, at);
      int to = next < 0 ? line.length() : next;
      String field = line.substring(from, to);
      boolean quoted = field.length() > 1 && field.charAt(0) == quote;
      fields.add(quoted ? field.substring(1, field.length() - 1) : field);
      at = next < 0 ? line.length() + 1 : to + separator.length();
    }
    return fields;
  }

  /** Refuses names that Spark made distinct by numbers, such as x0 and X1 for x and X. */
  private void refuseEqualNames(List<String> header, StructType schema) {
    Set<String> names = new HashSet<>(List.of(schema.fieldNames()));
    Map<String, String> seen = new TreeMap<>();
    for (String name : header) {
      String other = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null && !name.isEmpty() && !names.contains(name)) {
        throw new DataException(
            "%s has the columns %s and %s, which are the same name to Spark; rename one in the header, or set %s"
                .formatted(table, other, name, table.options("header: false")));
      }
    }
  }
}
