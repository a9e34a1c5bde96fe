package ridgeline.job.summary;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.List;
import ridgeline.benchmark.BenchmarkReport;
import ridgeline.benchmark.measure.Machine;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Ratio;
import ridgeline.benchmark.table.TableFacts;

/** The summary printed after a benchmark. */
public final class BenchmarkSummary {
  private static final double GIB = 1L << 30;
  private static final double MIB = 1 << 20;

  private BenchmarkSummary() {}

  public static void print(BenchmarkReport report, PrintStream out) {
    printMachine(report.machine(), out);
    printTable(report.table(), out);
    printMeasurements(report.measurements(), out);
    if (!report.ratios().isEmpty()) {
      printRatios(report.ratios(), out);
    }
    printNotes(report.measurements(), out);
  }

  private static void printMachine(Machine machine, PrintStream out) {
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
        "BLAS     %s; Java %s, native %s %s%n",
        machine.blas(),
        machine.javaBlas(),
        machine.nativeBlas(),
        String.join(", ", machine.blasLibraries()));
  }

  private static void printTable(TableFacts table, PrintStream out) {
    out.printf(
        "table    %,d rows x %,d features, %.1f MiB in %d files; %s%n",
        table.rows(), table.features(), table.bytes() / MIB, table.files(), table.description());
  }

  private static void printMeasurements(List<Measurement> measurements, PrintStream out) {
    out.printf("%n%-28s %10s  %-8s %s%n", "measurement", "median", "unit", "runs");
    for (Measurement measurement : measurements) {
      out.printf(
          "%-28s %10s  %-8s %s%n",
          measurement.name(),
          figure(measurement.median()),
          measurement.unit(),
          measurement.extrapolated()
              ? "extrapolated"
              : measurement.runs().stream().map(BenchmarkSummary::figure).collect(joining("  ")));
    }
  }

  private static void printRatios(List<Ratio> ratios, PrintStream out) {
    out.printf("%n%-75s %8s%n", "ratio", "value");
    for (Ratio ratio : ratios) {
      out.printf(
          "%-75s %8s  = %s / %s%n",
          ratio.name(),
          figure(ratio.value()),
          figure(ratio.numerator()),
          figure(ratio.denominator()));
    }
  }

  private static void printNotes(List<Measurement> measurements, PrintStream out) {
    out.printf("%nnotes%n");
    for (Measurement measurement : measurements) {
      if (measurement.note() != null) {
        out.printf("  %-28s %s%n", measurement.name(), measurement.note());
      }
    }
  }

  /** At least three significant digits for values not far below 1, without an exponent. */
  private static String figure(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format("%,." + digits + "f", value);
  }
}
