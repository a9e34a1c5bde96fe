package ridgeline.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.BundledDataset;
import ridgeline.config.ConfigException;
import ridgeline.config.DataConfig;
import ridgeline.config.NetworkData;
import ridgeline.config.Problem;
import ridgeline.config.Redaction;

/** Opens the table of a job file: a bundled one, a path, or a query. */
final class Source {
  private static final Map<String, String> CSV_DEFAULTS =
      Map.of("header", "true", "inferSchema", "true");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");

  private Source() {}

  /**
   * Opens the table; of a path, only the schema is read.
   *
   * @throws DataException if there is none, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  static Dataset<Row> open(SparkSession session, DataConfig config) throws ConfigException {
    SparkSession spark = TableSession.of(session, null);
    try {
      if (config.dataset() != null) {
        return bundled(spark, config.dataset());
      }
      if (config.sql() != null) {
        return Query.open(spark, config.sql());
      }
      String path = Objects.requireNonNull(config.path());
      return path(spark, path, config.format(), config.options(), "data");
    } catch (Exception e) {
      throw refused(e, describe(config));
    }
  }

  /**
   * Opens a table of images, of which only the schema is read.
   *
   * @throws DataException if there is none, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  static Dataset<Row> open(SparkSession spark, NetworkData.Table table) throws ConfigException {
    return open(spark, table.path(), table.format(), table.options(), "data.images");
  }

  /**
   * Opens a table, of which only the schema is read.
   *
   * @param format null to guess it from the name
   * @param section where path and options are given, for messages
   * @throws DataException if there is none, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  static Dataset<Row> open(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      String section)
      throws ConfigException {
    try {
      return path(TableSession.of(spark, null), path, format, options, section);
    } catch (Exception e) {
      throw refused(e, "%s %s".formatted(section, path));
    }
  }

  /** What is thrown for a failure: itself, or that a table cannot be read. */
  private static RuntimeException refused(Exception error, String table) throws ConfigException {
    if (error instanceof ConfigException problems) {
      throw problems;
    }
    boolean ofSpark =
        error instanceof AnalysisException
            || error instanceof IOException
            || error.getCause() != null;
    if (ofSpark && !(error instanceof DataException)) {
      return new DataException(
          "%s cannot be read: %s".formatted(table, SparkMessage.firstLine(error)));
    }
    return error instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(error);
  }

  /** What the table is, for messages and provenance. */
  static String describe(DataConfig config) {
    if (config.dataset() != null) {
      return "data.dataset " + fileOf(config.dataset());
    }
    return config.sql() != null ? "data.sql" : "data.path " + config.path();
  }

  private static Dataset<Row> path(
      SparkSession spark,
      String path,
      @Nullable String givenFormat,
      Map<String, String> givenOptions,
      String section)
      throws ConfigException {
    String format = givenFormat == null ? guessFormat(path) : givenFormat;
    Map<String, String> options = new LinkedHashMap<>();
    if (format.equals("csv") && givenFormat == null) {
      options.putAll(CSV_DEFAULTS);
      if (isTabSeparated(path)) {
        options.put("sep", "\t");
      }
    }
    for (Map.Entry<String, String> option : givenOptions.entrySet()) {
      String key = section + ".options." + option.getKey();
      String value = substituted(spark, key, option.getValue());
      Redaction.learn(option.getKey(), value);
      options.put(option.getKey(), value);
    }
    return spark.read().format(format).options(options).load(path);
  }

  /** A value with {@code ${env:NAME}} replaced by the variables of the driver. */
  private static String substituted(SparkSession spark, String key, String value)
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
                    "there is no environment variable %s on the driver"
                        .formatted(variable.group(1)))));
      }
      variable.appendReplacement(result, Matcher.quoteReplacement(found));
    }
    return variable.appendTail(result).toString();
  }

  private static String guessFormat(String path) {
    String name = plainName(path);
    for (String format : List.of("orc", "json", "csv", "avro", "text", "parquet")) {
      if (name.endsWith("." + format)) {
        return format;
      }
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return "json";
    }
    return isTabSeparated(path) ? "csv" : "parquet";
  }

  private static boolean isTabSeparated(String path) {
    return plainName(path).endsWith(".tsv");
  }

  private static String plainName(String path) {
    return path.toLowerCase(Locale.ROOT)
        .replaceFirst("/+$", "")
        .replaceFirst("\\.(gz|bz2|zst)$", "");
  }

  private static String fileOf(BundledDataset dataset) {
    return switch (dataset) {
      case DIAMONDS -> "diamonds";
      case DIABETES -> "diabetes";
      case ARTICLE_LINE -> "article-line";
    };
  }

  /** The lines travel in the plan, so that executors elsewhere need no file. */
  private static Dataset<Row> bundled(SparkSession spark, BundledDataset dataset) {
    String schema =
        switch (dataset) {
          case DIAMONDS ->
              "carat double, cut string, color string, clarity string, depth double, table double,"
                  + " price int, x double, y double, z double";
          case DIABETES ->
              "age double, sex double, bmi double, bp double, s1 double, s2 double, s3 double,"
                  + " s4 double, s5 double, s6 double, progression double";
          case ARTICLE_LINE -> "x double, y double";
        };
    String suffix = dataset == BundledDataset.DIAMONDS ? ".csv.gz" : ".csv";
    List<String> lines = linesOf("/ridgeline/data/" + fileOf(dataset) + suffix);
    return spark
        .read()
        .schema(schema)
        .option("header", true)
        .csv(spark.createDataset(lines, Encoders.STRING()));
  }

  private static List<String> linesOf(String resource) {
    @Nullable InputStream raw = Source.class.getResourceAsStream(resource);
    try (InputStream bytes = Objects.requireNonNull(raw, resource);
        InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
