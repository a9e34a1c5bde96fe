package ridgeline.neural.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.columns.Interruptible;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;
import ridgeline.neural.network.ChannelNormalisation;

/** The rows of a table in blocks that stay in the memory and on the disks of the executors. */
public final class TrainingData implements AutoCloseable {
  private final JavaRDD<ReadBlock> training;
  private final JavaRDD<ReadBlock> heldOut;
  private final RowLayout layout;
  private final BlockSummary summary;

  private TrainingData(
      JavaRDD<ReadBlock> training,
      JavaRDD<ReadBlock> heldOut,
      RowLayout layout,
      BlockSummary summary) {
    this.training = training;
    this.heldOut = heldOut;
    this.layout = layout;
    this.summary = summary;
  }

  /**
   * Reads a table. A row's partition and its place there depend only on the row.
   *
   * @param outputs number of values that the network ends with
   * @param tasks number of partitions of the training rows
   * @param needed splits that must have rows
   * @throws DataException if rows cannot be used, or a needed split has none
   */
  public static TrainingData read(
      NetworkTable table, int outputs, int tasks, Set<DataSplit> needed) {
    Dataset<Row> trainingRows = table.rows().filter(isTraining());
    RowLayout layout =
        table.isImages()
            ? new RowLayout.Images(table.shape(), outputs)
            : features(
                trainingRows,
                table.shape().get(0),
                table.vector(),
                table.featureNames(),
                table.hasClasses() ? outputs : 0);
    JavaRDD<ReadBlock> training =
        blocks(
            trainingRows
                .repartition(tasks, col(NetworkTable.HASH))
                .sortWithinPartitions(NetworkTable.HASH, NetworkTable.LABEL),
            layout,
            table.featureNames());
    int slots = table.rows().sparkSession().sparkContext().defaultParallelism();
    JavaRDD<ReadBlock> heldOut =
        blocks(
            table
                .rows()
                .filter(not(isTraining()))
                .repartition(Math.max(tasks, slots), col(NetworkTable.HASH))
                .sortWithinPartitions(NetworkTable.SPLIT, NetworkTable.HASH, NetworkTable.LABEL),
            layout,
            table.featureNames());
    TrainingData data =
        new TrainingData(
            training,
            heldOut,
            layout,
            summary(
                training.union(heldOut),
                table.isImages() ? table.shape().get(0) : 0,
                layout.classes()));
    try {
      data.check(needed);
    } catch (DataException e) {
      data.close();
      throw e;
    }
    return data;
  }

  private static Column isTraining() {
    return col(NetworkTable.SPLIT).equalTo(DataSplit.TRAINING.name());
  }

  /**
   * Merges partitions in their order, so that another run on the same partitions gives the same
   * digits.
   */
  private static RowLayout features(
      Dataset<Row> training, int width, String vector, FeatureNames names, int classes) {
    FeatureMoments moments = new FeatureMoments(width);
    training
        .select(NetworkTable.INPUT, NetworkTable.LABEL, NetworkTable.WEIGHT)
        .toJavaRDD()
        .mapPartitions(
            partition -> List.of(moments(new Interruptible<>(partition), width)).iterator())
        .collect()
        .forEach(moments::merge);
    if (moments.rows() == 0) {
      throw noRows(DataSplit.TRAINING);
    }
    moments.requireInRange(names);
    if (moments.isLabelConstant()) {
      throw new DataException(
          "the label is constant (%s in all %,d training rows), so there is nothing to learn; check data.label and data.where"
              .formatted(moments.means()[width], moments.rows()));
    }
    double[] means = moments.means();
    double[] deviations = moments.deviations();
    return new RowLayout.Features(
        vector,
        Arrays.copyOf(means, width),
        Arrays.copyOf(deviations, width),
        classes > 0 ? 0 : means[width],
        classes > 0 ? 1 : deviations[width],
        moments.meanWeight(),
        classes);
  }

  private static FeatureMoments moments(Iterator<Row> rows, int width) {
    FeatureMoments moments = new FeatureMoments(width);
    while (rows.hasNext()) {
      Row row = rows.next();
      Vector features = row.getAs(0);
      boolean usable =
          features.size() == width && Double.isFinite(row.getDouble(1)) && isFinite(features);
      if (usable) { // other rows are refused when blocks are read
        moments.add(features, row.getDouble(1), row.getDouble(2));
      }
    }
    return moments;
  }

  private static boolean isFinite(Vector features) {
    double[] values =
        features instanceof SparseVector sparse ? sparse.values() : features.toArray();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static JavaRDD<ReadBlock> blocks(
      Dataset<Row> rows, RowLayout layout, FeatureNames names) {
    return rows.toJavaRDD()
        .mapPartitions(
            (Iterator<Row> partition) ->
                (Iterator<ReadBlock>)
                    new BlockReader(new Interruptible<>(partition), layout, names))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static BlockSummary summary(JavaRDD<ReadBlock> blocks, int channels, int classes) {
    List<BlockSummary> partitions =
        blocks
            .mapPartitions(
                partition -> List.of(BlockSummary.of(partition, channels, classes)).iterator())
            .collect();
    BlockSummary summary = new BlockSummary(channels, classes);
    partitions.forEach(summary::merge);
    return summary;
  }

  private void check(Set<DataSplit> needed) {
    String problem = summary.problem();
    if (problem != null) {
      throw new DataException(RowLayout.withAdvice(problem));
    }
    for (DataSplit split : needed) {
      if (rows(split) == 0) {
        throw noRows(split);
      }
    }
    double[] classes = summary.classes();
    if (layout instanceof RowLayout.Images
        && Arrays.stream(classes).filter(w -> w > 0).count() == 1) {
      int only =
          IntStream.range(0, classes.length).filter(k -> classes[k] > 0).findFirst().orElse(0);
      throw new DataException(
          "the label is constant (class %d in all %,d training rows), so there is nothing to learn; check the labels, or add images of other classes"
              .formatted(only, rows(DataSplit.TRAINING)));
    }
  }

  private static DataException noRows(DataSplit split) {
    return new DataException(
        "there are no %s rows; check that the data is not empty, and that validation and test leave some"
            .formatted(split.name().toLowerCase(Locale.ROOT)));
  }

  public long rows(DataSplit split) {
    return summary.rows().getOrDefault(split, 0L);
  }

  public Map<DataSplit, Long> rows() {
    return summary.rows();
  }

  /** The sum of the hashes of all rows. */
  public long hash() {
    return summary.hash();
  }

  public RowLayout layout() {
    return layout;
  }

  /** How images are scaled; null for features. */
  public @Nullable ChannelNormalisation normalisation() {
    return layout instanceof RowLayout.Images ? ChannelNormalisation.of(summary.channels()) : null;
  }

  /**
   * Weights for the rows of each class that give all classes the same total weight: the weight of
   * all rows, divided by the number of classes and by the weight of the class's rows. A class
   * without rows gets 1.
   */
  public List<Double> balancedWeights() {
    double[] classes = summary.classes();
    double all = Arrays.stream(classes).sum();
    return Arrays.stream(classes)
        .mapToObj(weight -> weight > 0 ? all / (classes.length * weight) : 1)
        .toList();
  }

  /** The number of training rows of each task. */
  public long[] rowsOfTasks() {
    return training()
        .mapPartitions(partition -> List.of((long) rows(partition).count()).iterator())
        .collect()
        .stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  /** The training rows, one partition for each task. */
  public JavaRDD<RowBlock> training() {
    return training.map(ReadBlock::block);
  }

  /** The validation and test rows. */
  public JavaRDD<RowBlock> heldOut() {
    return heldOut.map(ReadBlock::block);
  }

  /** The rows of one partition. */
  public static RowSet rows(Iterator<RowBlock> partition) {
    List<RowBlock> blocks = new ArrayList<>();
    partition.forEachRemaining(blocks::add);
    return new RowSet(blocks);
  }

  @Override
  public void close() {
    training.unpersist(false);
    heldOut.unpersist(false);
  }
}
