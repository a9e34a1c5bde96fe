package ridgeline.aggregate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.aggregate.row.FoldRow;
import ridgeline.aggregate.row.InternalRows;
import ridgeline.data.columns.ColumnChunk;
import ridgeline.data.columns.InternalColumns;
import ridgeline.data.columns.RawTable;
import ridgeline.data.columns.RoundRobinCoalescer;
import ridgeline.stats.residual.Histogram2d;
import ridgeline.stats.residual.PairTally;

/**
 * The held-out predictions and the labels, from one pass over the rows: each row is predicted by
 * the fit that did not see its fold. Rows of weight 0 are left out; in histograms every other row
 * counts as 1.
 */
public final class HeldOutPredictions implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Histogram2d observed;
  private final Histogram2d residuals;
  private final List<PairTally> tallies;

  /**
   * A linear fit for each fold.
   *
   * @param intercepts one for each fold
   * @param coefficients an array for each fold, with a value for each feature
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record FoldFits(double[] intercepts, double[][] coefficients) implements Serializable {}

  /**
   * Empty histograms.
   *
   * @param label bins of the predictions and of the labels
   * @param residual bins of the residuals, label minus prediction
   */
  HeldOutPredictions(Histogram2d.Axis label, Histogram2d.Axis residual) {
    this(label, residual, List.of());
  }

  private HeldOutPredictions(
      Histogram2d.Axis label, Histogram2d.Axis residual, List<PairTally> tallies) {
    observed = new Histogram2d(label, label);
    residuals = new Histogram2d(label, residual);
    this.tallies = tallies.stream().map(PairTally::fresh).toList();
  }

  /**
   * Reads the rows without assembling vectors.
   *
   * @param label bins of the predictions and of the labels
   * @param residual bins of the residuals, label minus prediction
   * @param tallies also updated with every row
   */
  public static HeldOutPredictions collect(
      RawTable table,
      FoldFits fits,
      Histogram2d.Axis label,
      Histogram2d.Axis residual,
      List<PairTally> tallies) {
    FeatureLayout layout = FeatureLayout.of(table);
    return merge(
        InternalColumns.mapChunks(
            table,
            tasks(table.rows()),
            (partition, chunks) -> {
              HeldOutPredictions part = new HeldOutPredictions(label, residual, tallies);
              part.addChunks(chunks, layout, fits);
              return List.of(JavaSerialized.of(part)).iterator();
            }),
        label,
        residual,
        tallies);
  }

  /**
   * Reads {@link ridgeline.data.TrainingRows}.
   *
   * @param label bins of the predictions and of the labels
   * @param residual bins of the residuals, label minus prediction
   * @param tallies also updated with every row
   */
  public static HeldOutPredictions collect(
      Dataset<Row> rows,
      FoldFits fits,
      Histogram2d.Axis label,
      Histogram2d.Axis residual,
      List<PairTally> tallies) {
    return merge(
        RoundRobinCoalescer.of(InternalRows.read(rows), tasks(rows))
            .mapPartitions(
                part -> {
                  HeldOutPredictions predictions = new HeldOutPredictions(label, residual, tallies);
                  part.forEachRemaining(row -> predictions.add(row, fits));
                  return List.of(JavaSerialized.of(predictions)).iterator();
                }),
        label,
        residual,
        tallies);
  }

  /** The maximum number of tasks: each sends its own counts. */
  private static int tasks(Dataset<Row> rows) {
    return 4 * TaskSlots.of(rows.sparkSession().sparkContext());
  }

  private static HeldOutPredictions merge(
      JavaRDD<JavaSerialized<HeldOutPredictions>> parts,
      Histogram2d.Axis label,
      Histogram2d.Axis residual,
      List<PairTally> tallies) {
    HeldOutPredictions all = new HeldOutPredictions(label, residual, tallies);
    for (JavaSerialized<HeldOutPredictions> sent : parts.collect()) {
      HeldOutPredictions part = sent.get();
      all.observed.addAll(part.observed);
      all.residuals.addAll(part.residuals);
      for (int k = 0; k < tallies.size(); k++) {
        all.tallies.get(k).addAll(part.tallies.get(k));
      }
    }
    return all;
  }

  private void addChunks(Iterator<ColumnChunk> chunks, FeatureLayout layout, FoldFits fits) {
    ChunkFeatures features = new ChunkFeatures(layout);
    double[] predictions = {};
    while (chunks.hasNext()) {
      ColumnChunk chunk = chunks.next();
      features.read(chunk);
      if (predictions.length < chunk.capacity()) {
        predictions = new double[chunk.capacity()];
      }
      Arrays.fill(predictions, 0, chunk.rows(), 0);
      for (int t = 0; t < layout.terms().size(); t++) {
        for (int i = 0; i < chunk.rows(); i++) {
          int feature = features.feature(t, i);
          if (feature >= 0) {
            predictions[i] += fits.coefficients()[chunk.folds()[i]][feature] * features.value(t, i);
          }
        }
      }
      for (int i = 0; i < chunk.rows(); i++) {
        if (chunk.weights()[i] != 0) {
          add(
              predictions[i] + fits.intercepts()[chunk.folds()[i]],
              chunk.labels()[i],
              chunk.weights()[i]);
        }
      }
    }
  }

  private void add(FoldRow row, FoldFits fits) {
    double[] values = row.values();
    if (values == null || row.weight() == 0) {
      return;
    }
    int[] indices = row.indices();
    double[] coefficients = fits.coefficients()[row.fold()];
    double prediction = fits.intercepts()[row.fold()];
    for (int k = 0; k < values.length; k++) {
      prediction += coefficients[indices == null ? k : indices[k]] * values[k];
    }
    add(prediction, row.label(), row.weight());
  }

  private void add(double prediction, double label, double weight) {
    for (PairTally tally : tallies) {
      tally.add(prediction, label, weight);
    }
    observed.add(prediction, label);
    residuals.add(prediction, label - prediction);
  }

  /** The tally of the given kind. */
  public <T extends PairTally> T tally(Class<T> kind) {
    return tallies.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  /** Histogram of predictions (x) and labels (y). */
  public Histogram2d observed() {
    return observed;
  }

  /** Histogram of predictions (x) and residuals (y), label minus prediction. */
  public Histogram2d residuals() {
    return residuals;
  }
}
