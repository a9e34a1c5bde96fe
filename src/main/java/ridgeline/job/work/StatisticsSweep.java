package ridgeline.job.work;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Problem;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Digests;
import ridgeline.config.text.Spelling;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.summary.SweepSummary;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.RowCounts;
import ridgeline.report.linear.SweepPage;
import ridgeline.report.linear.SweepReport;
import ridgeline.stats.FoldMoments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Variables;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;
import ridgeline.store.window.PartitionDates;
import ridgeline.store.window.WindowFolds;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepListener;
import ridgeline.sweep.engine.StageTimer;

/** A sweep over stored statistics, with any of their columns as label, without the table. */
public final class StatisticsSweep {
  private static final String NAME = "statistics";

  private static final int FOLDS = 10;

  private final String location;
  private final LeafTable table;
  private final String label;
  private final List<String> columns;
  private final List<StoredLeaf> chosen;
  private final SweepConfig config;

  /**
   * What a sweep is over.
   *
   * @param label a stored label or numeric column; null for the stored label
   * @param features stored columns; empty for all but the label
   * @param partitions names of partitions; empty for all
   * @param from the first date of the partitions; null for any
   * @param to the last date of the partitions; null for any
   */
  public record Selection(
      @Nullable String label,
      List<String> features,
      List<String> partitions,
      @Nullable LocalDate from,
      @Nullable LocalDate to) {
    boolean contains(StoredLeaf leaf, PartitionDates dates) {
      if (leaf.isForgotten() || !(partitions.isEmpty() || partitions.contains(leaf.partition()))) {
        return false;
      }
      return (from == null && to == null)
          || dates
              .of(leaf.partition())
              .filter(date -> from == null || !date.isBefore(from))
              .filter(date -> to == null || !date.isAfter(to))
              .isPresent();
    }
  }

  /**
   * Opens the statistics.
   *
   * @param overrides of the keys of a sweep's job file that are not about its rows
   * @throws UsageException if the store does not have what is selected
   * @throws ConfigException if an override is wrong
   */
  public StatisticsSweep(
      String store, Selection selection, List<String> overrides, Configuration configuration)
      throws ConfigException, IOException {
    location = LeafTable.locationIn(store);
    table = LeafTable.open(location, configuration);
    LeafSpecification specification = table.specification();
    Map<String, StoredLeaf> leaves = table.snapshot().leaves();
    label = selection.label() == null ? specification.label() : selection.label();
    requireKnown("--label", label, Variables.labels(specification));
    List<String> known = Variables.columns(specification, label);
    for (String feature : selection.features()) {
      requireKnown("--feature", feature, known);
      if (Collections.frequency(selection.features(), feature) > 1) {
        throw new UsageException(
            "--feature %s is given more than once; give it once".formatted(feature));
      }
    }
    columns = selection.features().isEmpty() ? known : selection.features();
    for (String partition : selection.partitions()) {
      requireKnown("--partition", partition, List.copyOf(leaves.keySet()));
    }
    PartitionDates dates = PartitionDates.of(leaves.keySet());
    chosen = leaves.values().stream().filter(leaf -> selection.contains(leaf, dates)).toList();
    if (chosen.isEmpty()) {
      throw new UsageException(
          "the store has no statistics of such partitions; see jobs/statistics show");
    }
    config = config(specification, overrides);
  }

  private static void requireKnown(String option, String name, List<String> known) {
    if (!known.contains(name)) {
      throw new UsageException(
          "%s: the statistics have no %s%s".formatted(option, name, Spelling.hint(name, known)));
    }
  }

  private SweepConfig config(LeafSpecification specification, List<String> overrides)
      throws ConfigException {
    ObjectNode job = new JsonMapper().createObjectNode().put("name", NAME);
    ObjectNode data = job.putObject("data").put("path", specification.table()).put("label", label);
    if (specification.weight() != null) {
      data.put("weight", specification.weight());
    }
    if (specification.where() != null) {
      data.put("where", specification.where());
    }
    List<String> categorical =
        specification.categorical().stream()
            .map(LeafSpecification.Category::expression)
            .filter(columns::contains)
            .toList();
    columns.stream()
        .filter(column -> !categorical.contains(column))
        .forEach(data.withArray("numeric")::add);
    categorical.forEach(data.withArray("categorical")::add);
    int buckets = specification.buckets();
    job.putObject("folds").put("count", Math.min(FOLDS, buckets));
    SweepConfig given = SweepConfigReader.read(job.toString(), NAME, List.of());
    SweepConfig read = SweepConfigReader.read(job.toString(), NAME, overrides);
    if (!read.data().equals(given.data())) {
      throw refused("data", "is that of the statistics; see --label and --feature");
    }
    int folds = read.folds().count();
    FoldsConfig dealt =
        new FoldsConfig(folds, given.folds().by(), given.folds().seed(), given.folds().column());
    if (!read.folds().equals(dealt)) {
      throw refused("folds", "has keys besides count, but folds are dealt from the stored buckets");
    }
    if (folds > buckets) {
      throw refused(
          "folds.count",
          "is %d, but folds are dealt from %d stored buckets; lower it".formatted(folds, buckets));
    }
    return read;
  }

  private static ConfigException refused(String key, String reason) {
    return new ConfigException(List.of(new Problem(key, reason)));
  }

  /** The name of the job. */
  public String name() {
    return config.name();
  }

  /** A hash that identifies the job and the statistics. */
  public String hash() {
    return Digests.sha256(
        ConfigWriter.hash(config) + columns + chosen.stream().map(StoredLeaf::location).toList());
  }

  /** Runs the sweep. */
  public void run(SparkSession spark, OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(stage -> {});
    Leaf merged = timer.time("reading", () -> table.merged(chosen));
    Variables variables = Variables.of(table.specification(), merged.features(), label, columns);
    FoldMoments folds = WindowFolds.ofBuckets(merged, config.folds().count(), variables);
    WindowFolds.requireUsable(folds, "lower folds.count, or take more partitions");
    ElasticNetCV estimator = SweepEstimator.of(config, spark, SweepListener.SILENT);
    if (!config.grid().penaltyFactor().isEmpty()) {
      estimator.setPenaltyFactors(SweepEstimator.penaltyFactors(config.grid(), variables.names()));
    }
    ElasticNetCVModel model = estimator.fit(spark, folds, variables.names());
    timer.add(model.result().seconds());
    Coefficients coefficients = SweepFiles.coefficients(model.regression());
    SweepFiles.write(model.result(), coefficients, out);
    out.write("job.yaml", writer -> writer.write(ConfigWriter.render(config)));
    SweepReport report =
        SweepReport.of(
            config.name(),
            model.result(),
            null,
            null,
            RowCounts.of(model.result().rows().read(), 0, 0, Map.of()),
            timer.seconds(),
            JobProvenance.of(
                spark,
                started,
                hash(),
                config.folds().seed(),
                Stream.concat(Stream.of(location), chosen.stream().map(StoredLeaf::partition))
                    .toList()));
    out.write(
        "report.html",
        writer ->
            SweepPage.write(
                report,
                model.result(),
                coefficients,
                Redaction.sql(label),
                ConfigWriter.render(config),
                null,
                writer));
    out.finish(report::writeTo);
    SweepSummary.print(config, model.result(), coefficients, report, out.toString(), System.out);
  }
}
