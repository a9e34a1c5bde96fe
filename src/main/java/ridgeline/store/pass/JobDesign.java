package ridgeline.store.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.Products;
import ridgeline.config.retrain.BucketsConfig;
import ridgeline.config.secret.HarmlessOptions;
import ridgeline.config.secret.Redaction;
import ridgeline.data.design.Design;
import ridgeline.data.source.TableSource;
import ridgeline.store.leaf.LeafSpecification;

/**
 * The features of a job file, as far as they are known without the table: a star and the types of
 * categories are taken from what a store has statistics of.
 *
 * @param design the columns; their expressions have not been checked
 * @param specification of the statistics that the job would keep
 */
public record JobDesign(Design design, LeafSpecification specification) {
  private static final String UNKNOWN_TYPE = "unknown";

  /** Stands for the location of a table that is none of files. */
  private static final String NO_LOCATION = "DataFrame";

  private static final String ANSI = "spark.sql.ansi.enabled";

  /**
   * The features of a job file.
   *
   * @param by the partition columns
   * @param slices the categories of whose levels statistics are kept
   * @param stored what the store has statistics of
   * @throws ConfigException if there would be too many features
   */
  public static JobDesign of(
      DataConfig data,
      List<String> by,
      BucketsConfig buckets,
      List<String> slices,
      LeafSpecification stored)
      throws ConfigException {
    List<String> numeric = numeric(data, stored);
    Optional<Problem> tooMany = Products.problem(numeric.size(), data.degree());
    if (tooMany.isPresent()) {
      throw new ConfigException(List.of(tooMany.get()));
    }
    Design design =
        new Design(
            Objects.requireNonNullElse(data.label(), ""),
            data.weight(),
            numeric,
            data.categorical(),
            List.of(),
            data.degree(),
            data.interactions());
    List<LeafSpecification.Category> categories =
        data.categorical().stream()
            .map(
                expression ->
                    new LeafSpecification.Category(expression, typeOf(expression, stored)))
            .toList();
    @Nullable String timeZone = data.timeZone();
    return new JobDesign(
        design,
        specification(
            data,
            by,
            buckets,
            design,
            categories,
            slices,
            timeZone == null ? stored.timeZone() : timeZone,
            stored.ansi()));
  }

  /** What the statistics of a table are of. */
  static LeafSpecification specification(
      Dataset<Row> rows,
      DataConfig data,
      List<String> by,
      BucketsConfig buckets,
      Design design,
      List<String> slices) {
    List<LeafSpecification.Category> categories =
        IntStream.range(0, design.categorical().size())
            .mapToObj(
                c ->
                    new LeafSpecification.Category(
                        design.categorical().get(c), design.categoryTypes().get(c).catalogString()))
            .toList();
    RuntimeConfig settings = rows.sparkSession().conf();
    return specification(
        data,
        by,
        buckets,
        design,
        categories,
        slices,
        settings.get(TableSource.TIME_ZONE),
        Boolean.parseBoolean(settings.get(ANSI)));
  }

  private static LeafSpecification specification(
      DataConfig data,
      List<String> by,
      BucketsConfig buckets,
      Design design,
      List<LeafSpecification.Category> categories,
      List<String> slices,
      String timeZone,
      boolean ansi) {
    return new LeafSpecification(
        LeafSpecification.FORMAT,
        data.path() == null ? NO_LOCATION : Redaction.location(data.path()),
        by,
        data.where(),
        data.format(),
        harmless(data.options()),
        design.label(),
        design.weight(),
        design.numeric(),
        categories,
        design.terms(),
        buckets.count(),
        buckets.by(),
        slices,
        timeZone,
        ansi);
  }

  private static Map<String, String> harmless(Map<String, String> options) {
    return options.entrySet().stream()
        .filter(option -> HarmlessOptions.contains(option.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The numeric entries; a star stands for those of the store that are not listed. */
  private static List<String> numeric(DataConfig data, LeafSpecification stored) {
    List<String> numeric = new ArrayList<>();
    for (String entry : data.numeric()) {
      if (entry.equals(DataConfig.ALL_NUMERIC)) {
        stored.numeric().stream()
            .filter(column -> !data.numeric().contains(column))
            .forEach(numeric::add);
      } else {
        numeric.add(entry);
      }
    }
    return numeric;
  }

  private static String typeOf(String expression, LeafSpecification stored) {
    return stored.categorical().stream()
        .filter(category -> category.expression().equals(expression))
        .map(LeafSpecification.Category::type)
        .findFirst()
        .orElse(UNKNOWN_TYPE);
  }

  /**
   * The names of the features, in order.
   *
   * @param levels of each category
   */
  public List<String> names(List<List<String>> levels) {
    return design.names(levels);
  }
}
