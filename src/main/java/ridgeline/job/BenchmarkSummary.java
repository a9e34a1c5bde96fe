package ridgeline.job;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import ridgeline.benchmark.BenchmarkReport;
import ridgeline.benchmark.Machine;
import ridgeline.benchmark.Measurement;
import ridgeline.benchmark.Ratio;
import ridgeline.benchmark.TableFacts;

/** What a person reads when a benchmark is done. */
final class BenchmarkSummary {
  private static final double GIB = 1L << 30;
  private static final double MIB = 1 << 20;

  private BenchmarkSummary() {}

  static void print(BenchmarkReport report, PrintStream out) {
    Machine machine = report.machine();
    out.printf(
        "%nmachine  %s, %d cores, %.1f GiB; %s%n",
        machine.cpu(), machine.cores(), machine.memoryBytes() / GIB, machine.os());
    out.printf(
        "         %s, heap %.1f GiB; Spark %s, %s, %d tasks at a time%n",
        machine.java(),
        machine.heapBytes() / GIB,
        machine.spark(),
        machine.master(),
        machine.parallelism());
    out.printf(
        "BLAS     %s; Java %s, native %s%n",
        machine.blas(), machine.javaBlas(), machine.nativeBlas());
    TableFacts table = report.table();
    out.printf(
        "table    %,d rows x %,d features, %.1f MiB in %d files; %s%n",
        table.rows(), table.features(), table.bytes() / MIB, table.files(), table.description());

    out.printf("%n%-28s %10s  %-8s %s%n", "measurement", "median", "unit", "runs");
    for (Measurement measurement : report.measurements()) {
      out.printf(
          "%-28s %10s  %-8s %s%n",
          measurement.name(),
          figure(measurement.median()),
          measurement.unit(),
          measurement.extrapolated()
              ? "extrapolated"
              : measurement.runs().stream().map(BenchmarkSummary::figure).collect(joining("  ")));
    }

    if (!report.ratios().isEmpty()) {
      out.printf("%n%-75s %8s%n", "ratio", "value");
      for (Ratio ratio : report.ratios()) {
        out.printf(
            "%-75s %8s  = %s / %s%n",
            ratio.name(),
            figure(ratio.value()),
            figure(ratio.numerator()),
            figure(ratio.denominator()));
      }
    }

    out.printf("%nnotes%n");
    for (Measurement measurement : report.measurements()) {
      if (measurement.note() != null) {
        out.printf("  %-28s %s%n", measurement.name(), measurement.note());
      }
    }
  }

  /** Three significant digits, without an exponent. */
  private static String figure(double value) {
    if (value >= 100) {
      return "%,.0f".formatted(value);
    }
    return value >= 10
        ? "%.1f".formatted(value)
        : value >= 1 ? "%.2f".formatted(value) : "%.3f".formatted(value);
  }
}
