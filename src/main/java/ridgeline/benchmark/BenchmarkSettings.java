package ridgeline.benchmark;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ridgeline.benchmark.table.TableSource;

/**
 * What to measure, and how often.
 *
 * @param sections sections to run, at least one
 * @param solver solvers of the MLlib fits
 * @param repeats number of runs after the warm-up, at least 1
 * @param growth factor by which a second table has more rows, at least 2; null for no second table.
 *     Requires {@link BenchmarkSection#SWEEP} and a synthetic table
 * @param directory parent directory of a synthetic table, on any Hadoop file system; null for the
 *     temporary directory of the JVM
 * @param export local directory to export the rows to, which must not exist; null for no export.
 *     Requires {@link BenchmarkSection#SWEEP} and a table without categorical columns
 */
public record BenchmarkSettings(
    TableSource table,
    Set<BenchmarkSection> sections,
    Solver solver,
    int repeats,
    @Nullable Integer growth,
    @Nullable String directory,
    @Nullable Path export) {
  public BenchmarkSettings {
    sections = Set.copyOf(sections);
  }
}
