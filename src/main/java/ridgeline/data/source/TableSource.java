package ridgeline.data.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Digests;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The source of a table, for the provenance of a result.
 *
 * @param names names of its files, in order and at most {@link #MAX_NAMES}; or a description; or
 *     the location of a table that does not say its files
 * @param files number of files to read after partition filters; 0 if it is not in files
 * @param bytes total size of these files
 * @param newest time of their latest modification, to the second; null if there are none
 * @param fingerprint SHA-256 of their paths, lengths and modification times; null if there are none
 * @param timeZone the time zone in which expressions read and write times
 * @param version that of a Delta or Iceberg table, such as {@code Delta version 12}; null if it has
 *     none, or is read by a query, whose versions are those of the time at which it runs
 */
public record TableSource(
    List<String> names,
    long files,
    long bytes,
    @Nullable String newest,
    @Nullable String fingerprint,
    String timeZone,
    @Nullable String version) {
  /** Maximum number of files that are named; all are counted. */
  public static final int MAX_NAMES = 20;

  /** The setting of a session's time zone. */
  public static final String TIME_ZONE = "spark.sql.session.timeZone";

  public TableSource {
    names = List.copyOf(names);
  }

  /**
   * The source of rows: the files that Spark reads, without the partitions that their filter
   * excludes.
   *
   * @param description a description of a table that is not, or not only, in files; may be null
   */
  public static TableSource of(Dataset<Row> rows, @Nullable String description) {
    SortedMap<String, FileStatus> files = new TreeMap<>();
    collect(rows.queryExecution().sparkPlan(), files);
    List<String> names = new ArrayList<>();
    if (description != null) {
      names.add(description);
    }
    files.keySet().stream().limit(MAX_NAMES).forEach(names::add);
    @Nullable TableVersion version =
        description == null ? TableVersion.of(rows).orElse(null) : null;
    if (names.isEmpty() && version != null) {
      names.add(Redaction.location(version.location()));
    }
    return new TableSource(
        names,
        files.size(),
        files.values().stream().mapToLong(FileStatus::getLen).sum(),
        newest(files),
        files.isEmpty() ? null : fingerprint(files),
        rows.sparkSession().conf().get(TIME_ZONE),
        version == null ? null : version.toString());
  }

  /** A source that is only described. */
  public static TableSource of(String description, Dataset<Row> rows) {
    return new TableSource(
        List.of(description), 0, 0, null, null, rows.sparkSession().conf().get(TIME_ZONE), null);
  }

  private static void collect(QueryPlan<?> plan, SortedMap<String, FileStatus> files) {
    if (plan instanceof FileSourceScanExec scan) {
      add(scan.relation().location(), scan.partitionFilters(), scan.dataFilters(), files);
    } else if (plan instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation inFiles) {
      Seq<Expression> none = seq(List.of());
      add(inFiles.location(), none, none, files);
    }
    for (Expression expression : CollectionConverters.asJava(plan.expressions())) {
      collect(expression, files);
    }
    for (Object child : CollectionConverters.asJava(plan.children())) {
      collect((QueryPlan<?>) child, files);
    }
    for (Object child : CollectionConverters.asJava(plan.innerChildren())) {
      if (child instanceof QueryPlan<?> inner) {
        collect(inner, files);
      }
    }
  }

  /** Collects the files of subqueries, which Spark plans later. */
  private static void collect(Expression expression, SortedMap<String, FileStatus> files) {
    if (expression instanceof SubqueryExpression subquery) {
      collect(subquery.plan(), files);
    }
    CollectionConverters.asJava(expression.children()).forEach(part -> collect(part, files));
  }

  private static void add(
      FileIndex index,
      Seq<Expression> partitionFilters,
      Seq<Expression> dataFilters,
      SortedMap<String, FileStatus> files) {
    Seq<PartitionDirectory> read = index.listFiles(known(partitionFilters), known(dataFilters));
    for (PartitionDirectory directory : CollectionConverters.asJava(read)) {
      CollectionConverters.asJava(directory.files())
          .forEach(file -> files.put(file.getPath().toString(), file.fileStatus()));
    }
  }

  /** Filters whose values do not depend on a query that has not run yet. */
  private static Seq<Expression> known(Seq<Expression> filters) {
    return seq(
        CollectionConverters.asJava(filters).stream()
            .filter(filter -> !filter.containsPattern(TreePattern.PLAN_EXPRESSION()))
            .toList());
  }

  private static Seq<Expression> seq(List<Expression> expressions) {
    return CollectionConverters.asScala(expressions).toSeq();
  }

  private static @Nullable String newest(SortedMap<String, FileStatus> files) {
    return files.values().stream()
        .map(file -> Instant.ofEpochMilli(file.getModificationTime()))
        .max(Instant::compareTo)
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse(null);
  }

  static String fingerprint(SortedMap<String, FileStatus> files) {
    MessageDigest sha256 = Digests.sha256();
    files.forEach(
        (path, file) ->
            sha256.update(
                "%s\t%d\t%d\n"
                    .formatted(path, file.getLen(), file.getModificationTime())
                    .getBytes(StandardCharsets.UTF_8)));
    return Digests.text(sha256);
  }
}
