package ridgeline.neural;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import ridgeline.data.Part;

/** Measures how good a network is, on the executors. */
final class Evaluator {
  /** Rows that go through the network at once. */
  private static final int BATCH = 256;

  /** Training rows that are measured, at most. */
  static final int SAMPLE = 10_000;

  private final JavaSparkContext spark;
  private final TrainingPlan plan;
  private final TrainingData data;
  private final int tasks;

  /**
   * Measures nothing yet.
   *
   * @param tasks partitions of the training rows
   */
  Evaluator(JavaSparkContext spark, TrainingPlan plan, TrainingData data, int tasks) {
    this.spark = spark;
    this.plan = plan;
    this.data = data;
    this.tasks = tasks;
  }

  /** Measures a state on the rows of validation and test, and on some of the training rows. */
  Map<Part, Evaluation> measure(float[][] parameters) {
    Broadcast<float[][]> shared = spark.broadcast(parameters);
    TrainingPlan measured = plan;
    int sample = Math.max(1, SAMPLE / tasks);
    try {
      JavaRDD<Map<Part, Evaluation>> training =
          data.training()
              .mapPartitions(
                  blocks -> List.of(measure(measured, shared.value(), blocks, sample)).iterator());
      JavaRDD<Map<Part, Evaluation>> heldOut =
          data.heldOut()
              .mapPartitions(
                  blocks ->
                      List.of(measure(measured, shared.value(), blocks, Integer.MAX_VALUE))
                          .iterator());
      Map<Part, Evaluation> merged = new EnumMap<>(Part.class);
      for (Map<Part, Evaluation> partition : training.union(heldOut).collect()) {
        partition.forEach(
            (part, evaluation) ->
                merged.merge(
                    part,
                    evaluation,
                    (a, b) -> {
                      a.merge(b);
                      return a;
                    }));
      }
      return merged;
    } finally {
      shared.destroy();
    }
  }

  /** Measures a network in this task, on all rows but of the training, of which some are enough. */
  static Map<Part, Evaluation> measureAll(
      TrainingPlan plan, float[][] parameters, List<RowBlock> training, List<RowBlock> heldOut) {
    Map<Part, Evaluation> measured =
        new HashMap<>(measure(plan, parameters, training.iterator(), SAMPLE));
    measured.putAll(measure(plan, parameters, heldOut.iterator(), Integer.MAX_VALUE));
    return measured;
  }

  /**
   * Measures a network in this task.
   *
   * @param mostRows of which the first so many are measured
   */
  static Map<Part, Evaluation> measure(
      TrainingPlan plan, float[][] parameters, Iterator<RowBlock> blocks, int mostRows) {
    Map<Part, Evaluation> evaluations = new HashMap<>(); // Kryo cannot write an EnumMap
    int classes = plan.objective().outputs();
    int left = mostRows;
    try (NativeParameters network = new NativeParameters(plan.shape(), parameters)) {
      InputBatch batch = new InputBatch(plan.shape(), plan.scaling(), BATCH);
      float[] row = new float[plan.shape().inputSize()];
      while (blocks.hasNext() && left > 0) {
        RowBlock block = blocks.next();
        RowSet rows = new RowSet(List.of(block));
        Evaluation evaluation =
            evaluations.computeIfAbsent(block.part(), part -> new Evaluation(classes));
        int count = Math.min(left, rows.count());
        for (int first = 0; first < count; first += BATCH) {
          fill(batch, rows, first, Math.min(count, first + BATCH), row);
          measure(plan.objective(), network.outputs(batch), rows, first, batch.count(), evaluation);
        }
        left -= count;
      }
    }
    return evaluations;
  }

  private static void measure(
      Objective objective,
      float[] outputs,
      RowSet rows,
      int from,
      int count,
      Evaluation evaluation) {
    for (int i = 0; i < count; i++) {
      float label = rows.label(from + i);
      float weight = rows.weight(from + i);
      objective.evaluate(label, weight, outputs, i * objective.outputs(), evaluation);
    }
  }

  /** Test rows of which the network is surest, and wrong; the surest first. */
  List<ConfusedImage> confused(float[][] parameters, int most) {
    Broadcast<float[][]> shared = spark.broadcast(parameters);
    TrainingPlan measured = plan;
    try {
      return data
          .heldOut()
          .mapPartitions(blocks -> confused(measured, shared.value(), blocks, most))
          .collect()
          .stream()
          .sorted(ConfusedImage.SUREST_FIRST)
          .limit(most)
          .toList();
    } finally {
      shared.destroy();
    }
  }

  private static Iterator<ConfusedImage> confused(
      TrainingPlan plan, float[][] parameters, Iterator<RowBlock> blocks, int most) {
    PriorityQueue<ConfusedImage> surest =
        new PriorityQueue<>(ConfusedImage.SUREST_FIRST.reversed());
    try (NativeParameters network = new NativeParameters(plan.shape(), parameters)) {
      InputBatch batch = new InputBatch(plan.shape(), plan.scaling(), BATCH);
      float[] row = new float[plan.shape().inputSize()];
      while (blocks.hasNext()) {
        RowBlock block = blocks.next();
        RowSet rows = new RowSet(List.of(block));
        int count = block.part() == Part.TEST ? rows.count() : 0;
        for (int first = 0; first < count; first += BATCH) {
          int end = Math.min(count, first + BATCH);
          fill(batch, rows, first, end, row);
          float[] outputs = network.outputs(batch);
          for (int i = first; i < end; i++) {
            ConfusedImage image = ConfusedImage.of(plan, rows, i, outputs, i - first);
            if (image != null) {
              surest.add(image);
              if (surest.size() > most) {
                surest.remove();
              }
            }
          }
        }
      }
    }
    return surest.iterator();
  }

  private static void fill(InputBatch batch, RowSet rows, int from, int to, float[] row) {
    batch.clear();
    for (int i = from; i < to; i++) {
      rows.copyInputs(i, row, 0);
      batch.add(row);
    }
  }
}
