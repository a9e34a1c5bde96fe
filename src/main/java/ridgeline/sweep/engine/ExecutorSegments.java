package ridgeline.sweep.engine;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import ridgeline.aggregate.JavaSerialized;
import ridgeline.path.Penalty;
import ridgeline.select.FoldPath;
import ridgeline.select.Segment;
import ridgeline.select.SegmentSolver;
import ridgeline.stats.FoldMoments;

/** Solves segments in tasks on the executors; the statistics are broadcast to them. */
final class ExecutorSegments implements SegmentSolver, AutoCloseable {
  private final JavaSparkContext context;
  private final Broadcast<JavaSerialized<FoldMoments>> moments;
  private final Penalty penalty;
  private final double tol;
  private final int maxIter;

  ExecutorSegments(
      JavaSparkContext context, FoldMoments moments, Penalty penalty, double tol, int maxIter) {
    this.context = context;
    this.moments = context.broadcast(JavaSerialized.of(moments));
    this.penalty = penalty;
    this.tol = tol;
    this.maxIter = maxIter;
  }

  @Override
  public List<Segment.Solved> solve(List<Segment> segments) {
    Broadcast<JavaSerialized<FoldMoments>> shared = moments;
    Penalty taskPenalty = penalty;
    double taskTol = tol;
    int taskMaxIter = maxIter;
    List<JavaSerialized<Segment>> sent = segments.stream().map(JavaSerialized::of).toList();
    return context
        .parallelize(sent, sent.size())
        .map(
            serialized -> {
              Segment segment = serialized.get();
              FoldPath path =
                  FoldPath.of(
                      shared.value().get(), segment.fold(), taskPenalty, taskTol, taskMaxIter);
              return JavaSerialized.of(path.solve(segment));
            })
        .collect()
        .stream()
        .map(JavaSerialized::get)
        .toList();
  }

  @Override
  public void close() {
    moments.destroy();
  }
}
