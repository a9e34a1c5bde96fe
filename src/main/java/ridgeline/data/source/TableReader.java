package ridgeline.data.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.BundledDataset;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.NetworkData;
import ridgeline.data.DataException;
import ridgeline.data.sql.Query;
import ridgeline.data.sql.SparkMessage;
import ridgeline.data.sql.TableSession;

/** Opens the table of a job file: a bundled one, a path, or a query. */
public final class TableReader {
  /** The prefix of columns that the jobs add to a table. */
  private static final String RESERVED = "ridgeline_";

  /** Instead of a format: the path is a query on the session's catalog. */
  public static final String QUERY = "sql";

  private TableReader() {}

  /**
   * Opens the table; only the schema of a path is read.
   *
   * @throws DataException if there is no table, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  public static Dataset<Row> open(SparkSession session, DataConfig config) throws ConfigException {
    SparkSession spark = TableSession.of(session, config.timeZone());
    if (config.path() != null) {
      return open(spark, new FileTable(config.path(), config.format(), config.options(), "data"));
    }
    try {
      return config.sql() != null
          ? unreserved(query(spark, config.sql(), "data.sql"), "data")
          : bundled(spark, Objects.requireNonNull(config.dataset()));
    } catch (Exception e) {
      throw refused(e, describe(config), "");
    }
  }

  private static Dataset<Row> query(SparkSession spark, String sql, String key)
      throws ConfigException {
    Dataset<Row> rows = Query.open(spark, sql, key);
    DeltaTable.requireExtension(rows, key);
    return rows;
  }

  /**
   * Opens a table of images; only its schema is read.
   *
   * @throws DataException if there is no table, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  public static Dataset<Row> open(SparkSession spark, NetworkData.Table table)
      throws ConfigException {
    return open(TableSession.of(spark, null), fileTable(table));
  }

  /**
   * The location of images, with the values of variables.
   *
   * @throws ConfigException if one of them is not set
   */
  public static String location(SparkSession spark, NetworkData.Table table)
      throws ConfigException {
    return fileTable(table).location(spark);
  }

  private static FileTable fileTable(NetworkData.Table table) {
    return new FileTable(table.path(), table.format(), table.options(), "data.images");
  }

  /**
   * Opens a table; only its schema is read.
   *
   * @param format null to guess it from the name; {@link #QUERY} for a query
   * @param section the section of the job file, for messages
   * @throws DataException if there is no table, or its schema cannot be read
   * @throws ConfigException if an option refers to a variable that is not set
   */
  public static Dataset<Row> open(
      SparkSession spark,
      String path,
      @Nullable String format,
      Map<String, String> options,
      String section)
      throws ConfigException {
    SparkSession own = TableSession.of(spark, null);
    if (!QUERY.equals(format)) {
      return open(own, new FileTable(path, format, options, section));
    }
    try {
      return unreserved(query(own, path, "--sql"), section);
    } catch (Exception e) {
      throw refused(e, "the table of --sql", "");
    }
  }

  private static Dataset<Row> open(SparkSession spark, FileTable table) throws ConfigException {
    try {
      return unreserved(table.open(spark), table.section());
    } catch (Exception e) { // some of Spark's are checked, but not declared in Scala
      throw refused(e, table.toString(), table.hint(spark, e));
    }
  }

  /** Refuses columns whose names are reserved for the jobs. */
  private static Dataset<Row> unreserved(Dataset<Row> rows, String section) throws ConfigException {
    List<Problem> problems =
        Arrays.stream(rows.columns())
            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(RESERVED))
            .map(
                name ->
                    new Problem(
                        section,
                        "has a column %s, but names that start with %s are reserved; rename it"
                            .formatted(name, RESERVED)))
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return rows;
  }

  /**
   * The exception to throw for a failure: the failure itself, or that a table cannot be read.
   *
   * @param hint what to set, for the end of the message
   */
  private static RuntimeException refused(Exception error, String table, String hint)
      throws ConfigException {
    if (error instanceof ConfigException problems) {
      throw problems;
    }
    boolean ofSpark =
        error instanceof AnalysisException
            || error instanceof IOException
            || error.getCause() != null;
    if (ofSpark && !(error instanceof DataException)) {
      return new DataException(
          "%s cannot be read: %s%s".formatted(table, SparkMessage.innermost(error), hint));
    }
    return error instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(error);
  }

  /**
   * Refuses levels with characters that could not be decoded, because two levels of the table may
   * have become one.
   *
   * @param expression expression of the column that has the levels
   * @throws DataException if there are any
   */
  public static void requireDecoded(DataConfig config, String expression, List<String> levels) {
    if (config.path() == null) {
      return;
    }
    FileTable table = new FileTable(config.path(), config.format(), config.options(), "data");
    if (!table.isText()) {
      return;
    }
    for (String level : levels) {
      if (level.contains(CsvHead.UNDECODED)) {
        throw new DataException(
            "%s has the level '%s' of %s, some of whose bytes are not characters%s"
                .formatted(describe(config), level, expression, table.ofEncoding()));
      }
    }
  }

  /** Describes the table, for messages and provenance. */
  public static String describe(DataConfig config) {
    if (config.dataset() != null) {
      return "data.dataset " + fileOf(config.dataset());
    }
    return config.sql() != null ? "data.sql" : "data.path " + config.path();
  }

  private static String fileOf(BundledDataset dataset) {
    return switch (dataset) {
      case DIAMONDS -> "diamonds";
      case DIABETES -> "diabetes";
      case ARTICLE_LINE -> "article-line";
    };
  }

  /** The lines are part of the plan, so executors need no file. */
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
    @Nullable InputStream raw = TableReader.class.getResourceAsStream(resource);
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
