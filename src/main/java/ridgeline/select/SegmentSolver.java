package ridgeline.select;

import java.util.List;

/** Solves independent segments, in parallel if possible. */
@FunctionalInterface
public interface SegmentSolver {
  /** The solved segments, in the order of {@code segments}. */
  List<Segment.Solved> solve(List<Segment> segments);
}
