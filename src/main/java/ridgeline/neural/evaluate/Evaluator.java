package ridgeline.neural.evaluate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.TrainingData;
import ridgeline.neural.plan.Evaluation;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.step.InputBatch;
import ridgeline.neural.step.NativeParameters;

/** Measures the quality of a network on the executors. */
public final class Evaluator {
  /** The maximum number of training rows that are measured. */
  public static final int SAMPLE = 10_000;

  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final TrainingData data;
  private final int tasks;

  /**
   * Creates an evaluator; nothing is measured yet.
   *
   * @param tasks partitions of the training rows
   */
  public Evaluator(JavaSparkContext spark, TrainingPlan plan, TrainingData data, int tasks) {
    this.spark = spark;
    this.plan = plan;
    this.data = data;
    this.tasks = tasks;
  }

  /** Measures a state on all validation and test rows, and on a sample of the training rows. */
  public Map<DataSplit, Evaluation> measure(float[][] parameters) {
    int sample = Math.max(1, SAMPLE / tasks);
    Broadcast<float[][]> shared = spark.broadcast(parameters);
    try {
      return merged(
          measured(data.training(), shared, sample)
              .union(measured(data.heldOut(), shared, Integer.MAX_VALUE)));
    } finally {
      shared.destroy();
    }
  }

  private JavaRDD<RowBlock> test() {
    return data.heldOut().filter(block -> block.split() == DataSplit.TEST);
  }

  private JavaRDD<Map<DataSplit, Evaluation>> measured(
      JavaRDD<RowBlock> rows, Broadcast<float[][]> parameters, int maxRows) {
    TrainingPlan measured = plan;
    return rows.mapPartitions(
        blocks -> List.of(measure(measured, parameters.value(), blocks, maxRows)).iterator());
  }

  private static Map<DataSplit, Evaluation> merged(JavaRDD<Map<DataSplit, Evaluation>> partitions) {
    Map<DataSplit, Evaluation> merged = new EnumMap<>(DataSplit.class);
    for (Map<DataSplit, Evaluation> partition : partitions.collect()) {
      partition.forEach(
          (split, evaluation) ->
              merged.merge(
                  split,
                  evaluation,
                  (a, b) -> {
                    a.merge(b);
                    return a;
                  }));
    }
    return merged;
  }

  /** Measures a network in this task on all held-out rows and a sample of the training rows. */
  public static Map<DataSplit, Evaluation> measureAll(
      TrainingPlan plan, float[][] parameters, List<RowBlock> training, List<RowBlock> heldOut) {
    Map<DataSplit, Evaluation> measured =
        new HashMap<>(measure(plan, parameters, training.iterator(), SAMPLE));
    measured.putAll(measure(plan, parameters, heldOut.iterator(), Integer.MAX_VALUE));
    return measured;
  }

  /**
   * Measures a network in this task.
   *
   * @param maxRows how many of the first rows are measured
   */
  private static Map<DataSplit, Evaluation> measure(
      TrainingPlan plan, float[][] parameters, Iterator<RowBlock> blocks, int maxRows) {
    Loss loss = plan.loss();
    Map<DataSplit, Evaluation> evaluations = new HashMap<>(); // Kryo cannot write an EnumMap
    forEachRow(
        plan,
        parameters,
        blocks,
        maxRows,
        (block, row, outputs, at) ->
            loss.evaluate(
                block.label(row),
                block.weight(row),
                outputs,
                at,
                evaluations.computeIfAbsent(
                    block.split(), split -> new Evaluation(loss.outputs()))));
    return evaluations;
  }

  /** Receives the outputs of a network for a row. */
  @FunctionalInterface
  private interface RowOutputs {
    /**
     * Receives a row.
     *
     * @param outputs of some rows, those of this one from position {@code at} on
     */
    void take(RowBlock block, int row, float[] outputs, int at);
  }

  /** Passes the first rows through a network in this task. */
  private static void forEachRow(
      TrainingPlan plan,
      float[][] parameters,
      Iterator<RowBlock> blocks,
      int maxRows,
      RowOutputs consumer) {
    int width = plan.loss().outputs();
    int left = maxRows;
    try (NativeParameters network = new NativeParameters(plan.architecture(), parameters)) {
      int batchRows = InputBatch.rowsAtOnce(plan.architecture());
      InputBatch batch = new InputBatch(plan.architecture(), plan.normalisation(), batchRows);
      float[] inputs = new float[plan.architecture().inputSize()];
      while (blocks.hasNext() && left > 0) {
        RowBlock block = blocks.next();
        int count = Math.min(left, block.count());
        for (int first = 0; first < count; first += batchRows) {
          int end = Math.min(count, first + batchRows);
          batch.clear();
          for (int row = first; row < end; row++) {
            block.copyInputs(row, inputs, 0);
            batch.add(inputs);
          }
          float[] outputs = network.outputs(batch);
          for (int row = first; row < end; row++) {
            consumer.take(block, row, outputs, (row - first) * width);
          }
        }
        left -= count;
      }
    }
  }

  /**
   * Which classes a state predicts for which; empty for numbers.
   *
   * @param maxImages the maximum number of misclassified images
   */
  public ConfusionMatrix confusion(float[][] parameters, int maxImages) {
    if (!(plan.loss() instanceof Loss.Classes)) {
      return ConfusionMatrix.NONE;
    }
    Broadcast<float[][]> shared = spark.broadcast(parameters);
    TrainingPlan measured = plan;
    try {
      Evaluation test = merged(measured(test(), shared, Integer.MAX_VALUE)).get(DataSplit.TEST);
      List<RocCurve> curves = test == null ? List.of() : curves(shared);
      List<ConfusedImage> surest =
          plan.normalisation() == null
              ? List.of()
              : test()
                  .mapPartitions(blocks -> confused(measured, shared.value(), blocks, maxImages))
                  .collect()
                  .stream()
                  .sorted(ConfusedImage.SUREST_FIRST)
                  .limit(maxImages)
                  .toList();
      return new ConfusionMatrix(test == null ? List.of() : test.confusion(), curves, surest);
    } finally {
      shared.destroy();
    }
  }

  /** The curve of each class; empty if there are too many classes. */
  private List<RocCurve> curves(Broadcast<float[][]> parameters) {
    int classes = plan.loss().outputs();
    if (classes > ClassScores.MAX_CLASSES) {
      return List.of();
    }
    TrainingPlan measured = plan;
    ClassScores scores = new ClassScores(classes);
    test()
        .mapPartitions(blocks -> List.of(scores(measured, parameters.value(), blocks)).iterator())
        .collect()
        .forEach(scores::merge);
    return scores.curves();
  }

  private static ClassScores scores(
      TrainingPlan plan, float[][] parameters, Iterator<RowBlock> blocks) {
    ClassScores scores = new ClassScores(plan.loss().outputs());
    forEachRow(
        plan,
        parameters,
        blocks,
        Integer.MAX_VALUE,
        (block, row, outputs, at) ->
            scores.add((int) block.label(row), block.weight(row), outputs, at));
    return scores;
  }

  private static Iterator<ConfusedImage> confused(
      TrainingPlan plan, float[][] parameters, Iterator<RowBlock> blocks, int maxImages) {
    PriorityQueue<ConfusedImage> surest =
        new PriorityQueue<>(ConfusedImage.SUREST_FIRST.reversed());
    forEachRow(
        plan,
        parameters,
        blocks,
        Integer.MAX_VALUE,
        (block, row, outputs, at) -> {
          ConfusedImage image = ConfusedImage.of(plan, block, row, outputs, at);
          if (image != null) {
            surest.add(image);
            if (surest.size() > maxImages) {
              surest.remove();
            }
          }
        });
    return surest.iterator();
  }
}
