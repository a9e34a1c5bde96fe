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
  Map<Part, Evaluation> measure(NetworkState state) {
    Broadcast<NetworkState> shared = spark.broadcast(state);
    TrainingPlan measured = plan;
    int sample = Math.max(1, SAMPLE / tasks);
    try {
      JavaRDD<Map<Part, Evaluation>> training =
          data.training()
              .mapPartitions(blocks -> measure(measured, shared.value(), blocks, sample));
      JavaRDD<Map<Part, Evaluation>> heldOut =
          data.heldOut()
              .mapPartitions(
                  blocks -> measure(measured, shared.value(), blocks, Integer.MAX_VALUE));
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

  private static Iterator<Map<Part, Evaluation>> measure(
      TrainingPlan plan, NetworkState state, Iterator<RowBlock> blocks, int mostRows) {
    Map<Part, Evaluation> evaluations = new HashMap<>(); // Kryo cannot write an EnumMap
    int classes = plan.objective().outputs();
    int left = mostRows;
    try (Replica replica = new Replica(plan, state)) {
      Batch batch = new Batch(plan, BATCH);
      while (blocks.hasNext() && left > 0) {
        RowBlock block = blocks.next();
        RowSet rows = new RowSet(List.of(block));
        Evaluation evaluation =
            evaluations.computeIfAbsent(block.part(), part -> new Evaluation(classes));
        int count = Math.min(left, rows.count());
        for (int first = 0; first < count; first += BATCH) {
          measure(replica, batch, rows, first, Math.min(count, first + BATCH), evaluation);
        }
        left -= count;
      }
    }
    return List.of(evaluations).iterator();
  }

  private static void measure(
      Replica replica, Batch batch, RowSet rows, int from, int to, Evaluation evaluation) {
    fill(batch, rows, from, to);
    float[] outputs = replica.outputs(batch);
    Objective objective = replica.objective();
    for (int i = from; i < to; i++) {
      int at = (i - from) * objective.outputs();
      objective.evaluate(rows.label(i), rows.weight(i), outputs, at, evaluation);
    }
  }

  /** Test rows of which the network is surest, and wrong; the surest first. */
  List<ConfusedImage> confused(NetworkState state, int most) {
    Broadcast<NetworkState> shared = spark.broadcast(state);
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
      TrainingPlan plan, NetworkState state, Iterator<RowBlock> blocks, int most) {
    PriorityQueue<ConfusedImage> surest =
        new PriorityQueue<>(ConfusedImage.SUREST_FIRST.reversed());
    try (Replica replica = new Replica(plan, state)) {
      Batch batch = new Batch(plan, BATCH);
      while (blocks.hasNext()) {
        RowBlock block = blocks.next();
        RowSet rows = new RowSet(List.of(block));
        int count = block.part() == Part.TEST ? rows.count() : 0;
        for (int first = 0; first < count; first += BATCH) {
          int end = Math.min(count, first + BATCH);
          fill(batch, rows, first, end);
          float[] outputs = replica.outputs(batch);
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

  private static void fill(Batch batch, RowSet rows, int from, int to) {
    batch.clear();
    for (int i = from; i < to; i++) {
      batch.add(rows, i, null);
    }
  }
}
