package ridgeline.benchmark;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.benchmark.measure.HeapWatch;
import ridgeline.benchmark.measure.Machine;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.benchmark.table.CachedVectors;
import ridgeline.benchmark.table.DenseExport;
import ridgeline.benchmark.table.MeasuredTable;
import ridgeline.benchmark.table.ParquetTable;
import ridgeline.benchmark.table.RegParamPath;
import ridgeline.benchmark.table.SyntheticTable;
import ridgeline.benchmark.table.TemporaryDirectory;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/**
 * Measures one table in one session: each benchmark once to warm up, and then as often as
 * requested.
 */
public final class Benchmark {
  private static final double FLOOR_SECONDS = 1;
  private static final int FILES_PER_CORE = 2;

  private final SparkSession spark;
  private final SparkContext context;
  private final BenchmarkSettings settings;
  private final double floorSeconds;
  private final Consumer<String> progress;
  private final Repetitions repetitions;
  private final Measurements measured = new Measurements();

  /**
   * Creates a benchmark.
   *
   * @param progress receives a line when a step starts
   */
  public Benchmark(SparkSession spark, BenchmarkSettings settings, Consumer<String> progress) {
    this(spark, settings, progress, FLOOR_SECONDS);
  }

  /**
   * Creates a benchmark.
   *
   * @param floorSeconds duration of each run of a kernel
   */
  Benchmark(
      SparkSession spark,
      BenchmarkSettings settings,
      Consumer<String> progress,
      double floorSeconds) {
    this.spark = spark;
    this.settings = settings;
    this.progress = progress;
    this.floorSeconds = floorSeconds;
    context = spark.sparkContext();
    repetitions = new Repetitions(settings.repeats(), progress);
  }

  /**
   * Creates the table if it is synthetic, measures it, and removes it.
   *
   * @throws ConfigException if a setting does not suit the table or the cluster
   * @throws ridgeline.data.DataException if the table cannot be read or used
   * @throws IOException if the export or the temporary directory cannot be written
   */
  public BenchmarkReport run() throws ConfigException, IOException {
    if (settings.table() instanceof ParquetTable table) {
      return run(table, null, "Parquet, " + Printable.line(Redaction.location(table.path())));
    }
    SyntheticTable table = (SyntheticTable) settings.table();
    if (settings.directory() == null && !context.isLocal()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "--dir",
                  "is required on the cluster %s: a directory that the driver and all executors can access"
                      .formatted(context.master()))));
    }
    try (TemporaryDirectory temporary =
        TemporaryDirectory.create(settings.directory(), context.hadoopConfiguration())) {
      ParquetTable measuredTable = write(table, temporary.resolve("table"));
      ParquetTable grown =
          settings.growth() == null
              ? null
              : write(table.times(settings.growth()), temporary.resolve("grown"));
      return run(measuredTable, grown, table.describe());
    }
  }

  private ParquetTable write(SyntheticTable table, String path) {
    progress.accept("writing %,d rows x %,d features".formatted(table.rows(), table.features()));
    return table.write(spark, path, FILES_PER_CORE * context.defaultParallelism());
  }

  private BenchmarkReport run(ParquetTable source, @Nullable ParquetTable grown, String description)
      throws ConfigException, IOException {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    progress.accept("checking the table");
    MeasuredTable table = MeasuredTable.open(spark, source, description);
    if (has(BenchmarkSection.FLOOR)) {
      ScanBenchmark.run(table, repetitions, measured);
      int threads =
          context.isLocal()
              ? context.defaultParallelism()
              : Runtime.getRuntime().availableProcessors();
      new FloorBenchmark(table.features() + 1, threads, floorSeconds).run(repetitions, measured);
    }
    if (has(BenchmarkSection.SWEEP)) {
      sweep(table);
    }
    if (grown != null) {
      grow(MeasuredTable.open(spark, grown, description));
    }
    if (has(BenchmarkSection.MLLIB) || has(BenchmarkSection.CROSS_VALIDATOR)) {
      mllib(table);
    }
    return new BenchmarkReport(
        started.toString(),
        Machine.of(context),
        table.facts(),
        measured.all(),
        Ratios.of(measured, table, settings.growth(), context.isLocal()));
  }

  private boolean has(BenchmarkSection section) {
    return settings.sections().contains(section);
  }

  private void sweep(MeasuredTable table) throws ConfigException, IOException {
    SweepBenchmark sweep = new SweepBenchmark(table, repetitions);
    List<RegParamPath> grid;
    try (HeapWatch heap = HeapWatch.start(context)) {
      grid = sweep.run(SweepBenchmark.EXHAUSTIVE, measured);
      heap.report("sweep", "nothing cached", measured);
    }
    sweep.run(SweepBenchmark.STOPPING, measured);
    if (settings.export() != null) {
      progress.accept("exporting to " + settings.export());
      DenseExport.write(settings.export(), table, grid);
    }
  }

  private void grow(MeasuredTable table) throws ConfigException {
    try (HeapWatch heap = HeapWatch.start(context)) {
      new SweepBenchmark(table, repetitions).run(SweepBenchmark.GROWN, measured);
      heap.report("grown", "%,d rows, nothing cached".formatted(table.facts().rows()), measured);
    }
  }

  private void mllib(MeasuredTable table) throws ConfigException {
    MllibBenchmark mllib = new MllibBenchmark(table, repetitions);
    progress.accept("caching vectors for MLlib");
    try (CachedVectors cached = CachedVectors.of(table)) {
      if (has(BenchmarkSection.MLLIB)) {
        try (HeapWatch heap = HeapWatch.start(context)) {
          mllib.fits(settings.solver(), cached, measured);
          heap.report("mllib", "with " + cached.describe(), measured);
        }
      }
      if (has(BenchmarkSection.CROSS_VALIDATOR)) {
        progress.accept("crossValidator");
        Optional<Solver> solver = MllibBenchmark.quickerSolver(measured);
        CrossValidatorBenchmark.run(cached, solver, measured);
      }
    }
    if (has(BenchmarkSection.MLLIB) && !table.categorical().isEmpty()) {
      mllib.pipeline(measured);
    }
  }
}
