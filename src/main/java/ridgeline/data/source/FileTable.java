package ridgeline.data.source;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Spelling;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/**
 * A table in files, given by a path, a format and options of a job file.
 *
 * @param path the path as given, with its variables
 * @param givenFormat null to guess it from the name
 * @param section the section of the job file, for messages
 */
public record FileTable(
    String path, @Nullable String givenFormat, Map<String, String> givenOptions, String section) {
  private static final Map<String, String> CSV_DEFAULTS =
      Map.of("header", "true", "inferSchema", "true");

  /** What Spark's readers do with text that they cannot parse. */
  private static final List<String> MODES = List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST");

  private static final List<String> WITH_MODES = List.of("csv", "json", "xml");

  private static final List<String> FORMATS =
      List.of("orc", "json", "csv", "avro", "text", "parquet");

  /** The column for lines that Spark's JSON reader cannot parse. */
  private static final String CORRUPT = "_corrupt_record";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");

  /** How a path asks Delta for a version, or that of a time. */
  private static final Pattern DELTA_VERSION = Pattern.compile("@(v\\d+|\\d{17})$");

  /** Characters with a meaning in Hadoop's glob patterns. */
  private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?\\\\]");

  /**
   * Opens the table; reads its schema, and the first lines of a csv file.
   *
   * @throws ConfigException if an option is not valid, or refers to a variable that is not set
   * @throws DataException if there is nothing in it
   * @throws IOException if it cannot be read; Spark's exceptions mean the same
   */
  Dataset<Row> open(SparkSession spark) throws ConfigException, IOException {
    String format = format();
    Map<String, String> options = options(spark, format);
    requireMode(format, options);
    requireDelta(spark, format);
    String location = literal(spark, location(spark));
    Dataset<Row> rows;
    try {
      rows = spark.read().format(format).options(options).load(location);
      DeltaTable.requireExtension(rows, formatKey());
      Optional<Map<String, String>> pinned = pinned(rows, options, location);
      if (pinned.isPresent()) {
        return spark.read().format(format).options(pinned.get()).load(location);
      }
    } catch (Exception e) { // some of Spark's are checked, but not declared in Scala
      if (SparkMessage.hasCondition(e, "DATA_SOURCE_NOT_FOUND")) {
        throw new ConfigException(
            List.of(
                new Problem(
                    section + ".format",
                    "Spark has no reader for %s; save the table as csv or parquet, or add a reader with --packages after --"
                        .formatted(format))));
      }
      if (e instanceof ClassNotFoundException) {
        throw refused(
            ".options",
            "the source %s needs the class %s, which is not on Spark's class path; add it with --packages or --jars after --"
                .formatted(format, SparkMessage.firstLine(e)));
      }
      if (isOfOption(e)) {
        throw givenOptions.isEmpty()
            ? refused(
                isOfJob() ? ".path" : "",
                "the source %s cannot load it: %s".formatted(format, SparkMessage.firstLine(e)))
            : refused(
                ".options",
                "the source %s refuses %s: %s"
                    .formatted(
                        format,
                        String.join(", ", givenOptions.keySet()),
                        SparkMessage.firstLine(e)));
      }
      EqualNames.refuse(
          toString(),
          e,
          spark,
          exact -> exact.read().format(format).options(options).load(location));
      throw e;
    }
    List<String> header = requireContent(spark, rows, format, options);
    return format.equals("csv") && SurplusValues.areLost(options, header, rows.inputFiles())
        ? SurplusValues.refuse(
            spark.read().format(format).options(options), location, rows.schema(), this)
        : rows;
  }

  private ConfigException refused(String key, String message) {
    return new ConfigException(List.of(new Problem(section + key, message)));
  }

  /** Delta tables are read as such, and as Delta itself would. */
  private void requireDelta(SparkSession spark, String format) throws ConfigException {
    if (format.equalsIgnoreCase(DeltaTable.FORMAT)) {
      DeltaTable.requireExtension(spark, formatKey());
    } else if (format.equalsIgnoreCase("parquet")) {
      DeltaTable.requireNone(spark, literal(spark, location(spark)), formatKey());
    }
  }

  private String formatKey() {
    return isOfJob() ? section + ".format" : "--format";
  }

  /**
   * Options that ask for the version of the table that was opened, so that whatever reads it later
   * reads the same rows; empty if it has no versions, or the options or the location ask for one.
   */
  private static Optional<Map<String, String>> pinned(
      Dataset<Row> rows, Map<String, String> options, String location) {
    Map<String, String> asked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    asked.putAll(options);
    TableVersion version = TableVersion.of(rows).orElse(null);
    if (version == null
        || version.id().equals(asked.get(TableVersion.OPTION))
        || version.isSelected()
        || DELTA_VERSION.matcher(location).find()) {
      return Optional.empty();
    }
    asked.remove(TableVersion.TIME_OPTION);
    asked.put(TableVersion.OPTION, version.id());
    return Optional.of(asked);
  }

  /** Spark reads on after an error if it does not know the mode. */
  private void requireMode(String format, Map<String, String> options) throws ConfigException {
    if (!WITH_MODES.contains(format.toLowerCase(Locale.ROOT))) {
      return;
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      String mode = option.getValue().toUpperCase(Locale.ROOT);
      if (option.getKey().equalsIgnoreCase("mode") && !MODES.contains(mode)) {
        throw refused(
            ".options." + option.getKey(),
            "must be one of %s, got: \"%s\"%s"
                .formatted(
                    String.join(", ", MODES),
                    option.getValue(),
                    Spelling.nearest(mode, MODES)
                        .map("; did you mean '%s'?"::formatted)
                        .orElse("")));
      }
    }
  }

  private String format() {
    return givenFormat == null ? guessFormat(path) : givenFormat;
  }

  /**
   * The path with the values of its variables.
   *
   * @throws ConfigException if one of them is not set
   */
  public String location(SparkSession spark) throws ConfigException {
    String key = isOfJob() ? section + ".path" : section;
    return substituted(spark, key, "path", path);
  }

  private Map<String, String> options(SparkSession spark, String format) throws ConfigException {
    Map<String, String> options = new LinkedHashMap<>();
    if (format.equals("csv") && givenFormat == null) {
      options.putAll(CSV_DEFAULTS);
      if (isTabSeparated(path)) {
        options.put("sep", "\t");
      }
    }
    for (Map.Entry<String, String> option : givenOptions.entrySet()) {
      String key = section + ".options." + option.getKey();
      String value = substituted(spark, key, option.getKey(), option.getValue());
      Redaction.learn(option.getKey(), value);
      options.put(option.getKey(), value);
    }
    return options;
  }

  /**
   * A value with {@code ${env:NAME}} replaced by the variables of the driver.
   *
   * @param key the key of the job file, for messages
   * @param name name of the option, which decides whether its value is a secret
   */
  private static String substituted(SparkSession spark, String key, String name, String value)
      throws ConfigException {
    StringBuilder result = new StringBuilder();
    Matcher variable = VARIABLE.matcher(value);
    while (variable.find()) {
      String found = spark.sparkContext().conf().getenv(variable.group(1));
      if (found == null) {
        throw new ConfigException(
            List.of(
                new Problem(
                    key,
                    "the environment variable %s is not set on the driver"
                        .formatted(variable.group(1)))));
      }
      Redaction.learn(name, found);
      variable.appendReplacement(result, Matcher.quoteReplacement(found));
    }
    return variable.appendTail(result).toString();
  }

  /** A path with its glob characters escaped if a file of exactly that name exists. */
  public static String literal(SparkSession spark, String location) {
    if (!GLOB.matcher(location).find()) {
      return location;
    }
    try {
      Path file = new Path(location);
      boolean exists = fileSystem(spark, file).exists(file);
      return exists ? GLOB.matcher(location).replaceAll("\\\\$0") : location;
    } catch (IOException | RuntimeException e) {
      return location; // Spark's reader reports the error
    }
  }

  private static FileSystem fileSystem(SparkSession spark, Path path) throws IOException {
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  /** Whether an exception from opening a table is about an option; Spark has no class for that. */
  private boolean isOfOption(Exception error) {
    return !(error instanceof AnalysisException)
        && !(error instanceof IOException)
        && error.getCause() == null
        && SparkMessage.isOfSpark(error);
  }

  /** The header of a csv table, if it has one. */
  private List<String> requireContent(
      SparkSession spark, Dataset<Row> rows, String format, Map<String, String> options)
      throws IOException {
    StructType schema = rows.schema();
    if (schema.isEmpty()) {
      throw new DataException("%s has no columns; the file is empty".formatted(this));
    }
    if (Arrays.equals(schema.fieldNames(), new String[] {CORRUPT})) {
      throw new DataException(
          "%s has no line that is a JSON object; set %s if an object or array spans several lines"
              .formatted(this, options("multiLine: true")));
    }
    if (format.equals("csv")) {
      List<String> header = new CsvHead(this, options).check(spark, rows.inputFiles(), schema);
      boolean text =
          Arrays.stream(schema.fields())
              .allMatch(field -> field.dataType().equals(DataTypes.StringType));
      if (text && rows.isEmpty()) {
        throw new DataException("%s has no rows, at most a header".formatted(this));
      }
      return header;
    }
    return List.of();
  }

  /** What to set if Spark cannot read the table, for the end of its message; may be empty. */
  String hint(SparkSession spark, Throwable error) {
    boolean guessed =
        givenFormat == null
            && guessedFormat(path).isEmpty()
            && SparkMessage.all(error).contains("Parquet");
    String hint = SparkMessage.hint(error);
    if (!guessed || !hint.isEmpty()) {
      return hint;
    }
    return formatOfFiles(spark)
        .map(
            format ->
                "; its files are %s, so set %s%s%s"
                    .formatted(
                        format,
                        formatKey(),
                        isOfJob() ? ": " + format : " " + format,
                        format.equals("csv")
                            ? " and " + options("header: true", "inferSchema: true")
                            : ""))
        .orElse("; its name suggests parquet, so set %s if it is not".formatted(formatKey()));
  }

  private boolean isOfJob() {
    return section.startsWith("data");
  }

  /**
   * Options as they are set, for messages.
   *
   * @param options such as {@code header: true}
   */
  String options(String... options) {
    return isOfJob()
        ? "%s.options: {%s}".formatted(section, String.join(", ", options))
        : Arrays.stream(options)
            .map(option -> "--option " + option.replace(": ", "="))
            .collect(Collectors.joining(" "));
  }

  /** What is wrong with bytes that are not characters, and what to do, for the end of a message. */
  String ofEncoding() {
    return " in UTF-8, or in the encoding that is set; set %s to the file's encoding, such as ISO-8859-1, or replace the character by a query if the file contains it"
        .formatted(options("encoding: ..."));
  }

  /** The format of a file in a directory by its name, other than parquet. */
  private Optional<String> formatOfFiles(SparkSession spark) {
    try {
      Path directory = new Path(literal(spark, path));
      FileStatus[] found = fileSystem(spark, directory).globStatus(directory);
      if (found == null || found.length == 0) {
        return Optional.empty();
      }
      return Stream.of(fileSystem(spark, directory).listStatus(found[0].getPath()))
          .flatMap(file -> guessedFormat(file.getPath().getName()).stream())
          .filter(format -> !format.equals("parquet"))
          .findFirst();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String guessFormat(String path) {
    return guessedFormat(path).orElse("parquet");
  }

  /** Whether the table is text, which has an encoding. */
  boolean isText() {
    return List.of("csv", "json", "text").contains(format());
  }

  private static Optional<String> guessedFormat(String path) {
    String name = plainName(path);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return Optional.of("json");
    }
    return isTabSeparated(path)
        ? Optional.of("csv")
        : FORMATS.stream().filter(format -> name.endsWith("." + format)).findFirst();
  }

  private static boolean isTabSeparated(String path) {
    return plainName(path).endsWith(".tsv");
  }

  private static String plainName(String path) {
    return path.toLowerCase(Locale.ROOT)
        .replaceFirst("/+$", "")
        .replaceFirst("\\.(gz|bz2|zst)$", "");
  }

  /** The name for messages, with variables instead of their values. */
  @Override
  public String toString() {
    return (section.equals("data") ? "data.path " : section + " ") + path;
  }
}
