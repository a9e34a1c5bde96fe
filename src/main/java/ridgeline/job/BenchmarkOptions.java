package ridgeline.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ridgeline.benchmark.BenchmarkSection;
import ridgeline.benchmark.BenchmarkSettings;
import ridgeline.benchmark.Solver;
import ridgeline.benchmark.table.ParquetTable;
import ridgeline.benchmark.table.SyntheticTable;
import ridgeline.benchmark.table.TableSource;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;

/** The options of the benchmark and their validation. */
final class BenchmarkOptions {
  /** With fewer rows, one of ten folds may be empty. */
  private static final long MIN_ROWS = 1000;

  private static final int MAX_GROWTH = 1000;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of a synthetic table, at least 1000.")
  private @Nullable Long rows;

  @Option(
      names = "--features",
      paramLabel = "P",
      description = "Dense numeric features of a synthetic table.")
  private @Nullable Integer features;

  @Option(
      names = "--correlation",
      paramLabel = "R",
      description = "Correlation between any two features, in [0, 1); default 0.5.")
  private @Nullable Double correlation;

  @Option(
      names = "--relevant",
      paramLabel = "K",
      description = "Features that the label depends on; default P/20, at least 1.")
  private @Nullable Integer relevant;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the synthetic table; default 1.")
  private @Nullable Long seed;

  @Option(
      names = "--growth",
      paramLabel = "K",
      description = "Also sweep a synthetic table of K times the rows, from 2 to 1000.")
  private @Nullable Integer growth;

  @Option(
      names = "--dir",
      paramLabel = "PARENT",
      description =
          "Where to put the synthetic table during the benchmark; default the JVM's temporary"
              + " directory. On a cluster, driver and executors must share it.")
  private @Nullable String directory;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A table to use instead of a synthetic one: a Parquet file or directory.")
  private @Nullable String data;

  @Option(
      names = "--label",
      paramLabel = "EXPR",
      description = "The label of that table, a Spark SQL expression.")
  private @Nullable String label;

  @Option(
      names = "--numeric",
      paramLabel = "EXPR",
      description =
          "A numeric feature of that table; '*' is every numeric column not used elsewhere."
              + " Repeatable.")
  private List<String> numeric = List.of();

  @Option(
      names = "--categorical",
      paramLabel = "EXPR",
      description = "A categorical feature of that table. Repeatable.")
  private List<String> categorical = List.of();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each measurement after its warm-up; default ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--only",
      paramLabel = "SECTION",
      split = ",",
      description = "What to measure, separated by commas: ${COMPLETION-CANDIDATES}; default all.")
  private List<BenchmarkSection> only = List.of(BenchmarkSection.values());

  @Option(
      names = "--solver",
      paramLabel = "SOLVER",
      defaultValue = "both",
      description = "MLlib's solver: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Solver solver = Solver.BOTH;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the measurements as JSON, to a local file that does not exist yet.")
  private @Nullable Path json;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description =
          "Also write the rows, their folds and the grid for tools other than Spark, to a local"
              + " directory that does not exist yet. Cannot be combined with --categorical.")
  private @Nullable Path export;

  private final List<Problem> problems = new ArrayList<>();

  /** Where to write the measurements; null for nowhere. */
  @Nullable Path json() {
    return json;
  }

  /**
   * The settings that the options give.
   *
   * @throws ConfigException with every problem
   */
  BenchmarkSettings settings() throws ConfigException {
    requireOneTable();
    if (data == null) {
      requireSynthetic();
    } else {
      requireParquet();
    }
    require(repeats >= 1, "--repeats", "must be at least 1, got: " + repeats);
    Set<BenchmarkSection> sections = EnumSet.copyOf(only);
    requireOutputs(sections);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new BenchmarkSettings(table(), sections, solver, repeats, growth, directory, export);
  }

  private TableSource table() {
    if (data != null) {
      return new ParquetTable(data, Objects.requireNonNull(label), numeric, categorical);
    }
    int count = Objects.requireNonNull(features);
    return new SyntheticTable(
        Objects.requireNonNull(rows),
        count,
        correlation(),
        relevant(count),
        seed == null ? 1 : seed);
  }

  private double correlation() {
    return correlation == null ? 0.5 : correlation;
  }

  private int relevant(int count) {
    return relevant == null ? Math.max(1, count / 20) : relevant;
  }

  private void requireOneTable() {
    if (data == null) {
      require(
          rows != null && features != null,
          rows == null ? "--rows" : "--features",
          "is missing; give --rows and --features for a synthetic table, or --data for your own");
      require(label == null, "--label", "only applies with --data, which is missing");
      require(numeric.isEmpty(), "--numeric", "only applies with --data, which is missing");
      require(categorical.isEmpty(), "--categorical", "only applies with --data, which is missing");
      return;
    }
    List<String> synthetic =
        List.of(
            "--rows", "--features", "--correlation", "--relevant", "--seed", "--growth", "--dir");
    List<@Nullable Object> given =
        Arrays.asList(rows, features, correlation, relevant, seed, growth, directory);
    for (int i = 0; i < synthetic.size(); i++) {
      require(
          given.get(i) == null,
          synthetic.get(i),
          "only applies to a synthetic table; leave out either it or --data");
    }
  }

  private void requireSynthetic() {
    require(
        rows == null || rows >= MIN_ROWS,
        "--rows",
        "must be at least %d, so that every fold has rows, got: %d".formatted(MIN_ROWS, rows));
    require(
        features == null || features >= 1, "--features", "must be at least 1, got: " + features);
    require(
        correlation() >= 0 && correlation() < 1,
        "--correlation",
        "must be in [0, 1), got: " + correlation);
    require(
        growth == null || (growth >= 2 && growth <= MAX_GROWTH),
        "--growth",
        "must be from 2 to %d, got: %d".formatted(MAX_GROWTH, growth));
    if (features != null && features >= 1) {
      require(
          relevant(features) >= 1 && relevant(features) <= features,
          "--relevant",
          "must be from 1 to the %d features, got: %d".formatted(features, relevant));
    }
  }

  private void requireParquet() {
    require(label != null, "--label", "is missing; give the label's column or expression");
    require(
        !numeric.isEmpty() || !categorical.isEmpty(),
        "--numeric",
        "is missing; give features with --numeric and --categorical, such as --numeric '*'");
  }

  private void requireOutputs(Set<BenchmarkSection> sections) {
    requireNew("--json", json);
    requireNew("--export", export);
    require(
        growth == null || sections.contains(BenchmarkSection.SWEEP),
        "--growth",
        "needs the sweep of the table itself; add sweep to --only");
    require(
        export == null || sections.contains(BenchmarkSection.SWEEP),
        "--export",
        "needs the grid of the sweep; add sweep to --only");
    require(
        export == null || categorical.isEmpty(),
        "--export",
        "writes dense rows; leave out --categorical");
  }

  private void requireNew(String option, @Nullable Path path) {
    if (path == null) {
      return;
    }
    require(
        !Files.exists(path),
        option,
        "%s already exists; choose another, or remove it".formatted(path));
    Path parent = path.toAbsolutePath().getParent();
    require(
        parent != null && Files.isWritable(parent),
        option,
        "%s cannot be written; create its directory first".formatted(path));
  }

  private void require(boolean holds, String option, String message) {
    if (!holds) {
      problems.add(new Problem(option, message));
    }
  }
}
