package ridgeline.benchmark;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ridgeline.benchmark.table.TableSource;

/**
 * What is measured, and how often.
 *
 * @param parts at least one
 * @param solver of the MLlib fits
 * @param repeats runs after the warm-up, at least 1
 * @param growth how many times as many rows a second table has, at least 2; null for no such table.
 *     Needs {@link BenchmarkSection#SWEEP} and a synthetic table
 * @param directory where to put the directory of a synthetic table, on any Hadoop file system; null
 *     for the temporary directory of the JVM
 * @param export a local directory that does not exist, for the rows; null for none. Needs {@link
 *     BenchmarkSection#SWEEP} and a table without categorical columns
 */
public record BenchmarkSettings(
    TableSource table,
    Set<BenchmarkSection> parts,
    Solver solver,
    int repeats,
    @Nullable Integer growth,
    @Nullable String directory,
    @Nullable Path export) {
  public BenchmarkSettings {
    parts = Set.copyOf(parts);
  }
}
