package ridgeline.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Ratio;
import ridgeline.benchmark.table.MeasuredTable;

/** The ratios between measurements. */
final class Ratios {
  private final Measurements measured;
  private final List<Ratio> ratios = new ArrayList<>();

  private Ratios(Measurements measured) {
    this.measured = measured;
  }

  /** The ratios for which both sides were measured. */
  static List<Ratio> of(
      Measurements measured, MeasuredTable table, @Nullable Integer growth, boolean local) {
    Ratios ratios = new Ratios(measured);
    ratios.addFits(SweepBenchmark.EXHAUSTIVE, "");
    ratios.addFits(SweepBenchmark.STOPPING, ", with early stopping");
    Optional<Double> statistics = measured.median(SweepBenchmark.EXHAUSTIVE + "statistics");
    ratios.add("statistics / scan by columns", statistics, measured.median(ScanBenchmark.COLUMNS));
    ratios.add("statistics / noop scan", statistics, measured.median(ScanBenchmark.NOOP));
    // On a cluster, the pass runs on the executors but the kernels on the driver.
    if (table.categorical().isEmpty() && local) {
      Optional<Double> rate = statistics.map(seconds -> table.passFlops() / seconds / 1e9);
      ratios.add("statistics rate / dsyrk rate", rate, measured.median(FloorBenchmark.DSYRK));
      ratios.add("statistics rate / dgemm rate", rate, measured.median(FloorBenchmark.DGEMM));
    }
    if (growth != null) {
      ratios.addGrowth(growth);
    }
    ratios.add(
        "extrapolated CrossValidator / whole sweep",
        measured.median(CrossValidatorBenchmark.FULL_GRID),
        measured.median(SweepBenchmark.EXHAUSTIVE + "whole"));
    return List.copyOf(ratios.ratios);
  }

  private void addFits(String prefix, String variant) {
    Optional<Double> fromStatistics = measured.medianOfSum(prefix, "statistics", "solving");
    Optional<Double> all = measured.medianOfSum(prefix, "reading", "statistics", "solving");
    Optional<Double> fit = MllibBenchmark.quicker(measured);
    add("(statistics + solving) / quicker MLlib fit" + variant, fromStatistics, fit);
    add("(reading + statistics + solving) / quicker MLlib fit" + variant, all, fit);
    add(
        "(reading + statistics + solving) / MLlib pipeline" + variant,
        all,
        measured.median(MllibBenchmark.PIPELINE));
  }

  private void addGrowth(int factor) {
    String grown = "%d x the rows: ".formatted(factor);
    for (String stage : List.of("statistics", "whole")) {
      add(
          "%s%s / %d %s".formatted(grown, stage, factor, stage),
          measured.median(SweepBenchmark.GROWN + stage),
          measured.median(SweepBenchmark.EXHAUSTIVE + stage).map(seconds -> factor * seconds));
    }
    add(
        grown + "heap after collection / heap after collection",
        measured.median("heap.grown.afterCollection"),
        measured.median("heap.sweep.afterCollection"));
  }

  private void add(String name, Optional<Double> numerator, Optional<Double> denominator) {
    if (numerator.isPresent() && denominator.isPresent()) {
      ratios.add(Ratio.of(name, numerator.get(), denominator.get()));
    }
  }
}
