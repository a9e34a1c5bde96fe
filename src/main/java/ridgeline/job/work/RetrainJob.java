package ridgeline.job.work;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Digests;
import ridgeline.config.text.Printable;
import ridgeline.data.design.Design;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.TableVersion;
import ridgeline.data.table.TableFeatures;
import ridgeline.job.output.ModelFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.model.ModelManifest;
import ridgeline.registry.gate.Distribution;
import ridgeline.registry.gate.Gate;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.gate.Verdict;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.report.JsonFile;
import ridgeline.report.LineageEvent;
import ridgeline.report.Provenance;
import ridgeline.report.linear.CoefficientMoves;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.RetrainPage;
import ridgeline.report.linear.RetrainReport;
import ridgeline.report.linear.RowCounts;
import ridgeline.report.linear.SweepReport;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.pass.JobDesign;
import ridgeline.store.table.LeafTable;
import ridgeline.store.window.StorePlan;
import ridgeline.store.window.Window;
import ridgeline.store.window.WindowStatistics;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepResult;
import ridgeline.sweep.engine.StageTimer;

/** Trains the candidate of one logical date, and lets the gate decide on it. */
public final class RetrainJob {
  private static final List<String> FILES =
      List.of(
          "cv.csv",
          "path.csv",
          "coefficients.csv",
          "job.yaml",
          "sweep.json",
          "report.html",
          LineageEvent.FILE,
          Verdict.FILE,
          VersionStatistics.FILE,
          ModelFiles.inRun(ModelManifest.FILE));

  private final SparkSession spark;
  private final Retraining retraining;
  private final RetrainConfig config;
  private final JobProgress progress;
  private final Design design;
  private final CandidateFits fits;

  /**
   * Prepares a retraining.
   *
   * @throws ConfigException if the job file has too many features
   */
  public RetrainJob(SparkSession spark, Retraining retraining, JobProgress progress)
      throws ConfigException {
    this.spark = spark;
    this.retraining = retraining;
    config = retraining.config();
    this.progress = progress;
    design =
        JobDesign.of(
                config.data(),
                config.partition().by(),
                config.buckets(),
                config.gate().slices(),
                specification())
            .design();
    fits = new CandidateFits(spark, config, design, progress);
  }

  /**
   * Trains and judges the candidate of a date, and writes its files.
   *
   * @param later dates that are retrained after it, so that one pass reads what all need
   * @param directory the name of the directory of the candidate
   * @param out the same directory
   * @return null if the candidate has to be judged again
   */
  public Retraining.@Nullable Outcome run(
      LocalDate date, List<LocalDate> later, String directory, OutputDirectory out)
      throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(progress::stage);
    List<LocalDate> dates = Stream.concat(Stream.of(date), later.stream()).toList();
    StorePlan plan = retraining.plan(List.of(date));
    StorePlan all = retraining.plan(dates);
    retraining.requireReadable(all);
    retraining.requireRows(plan, date);
    noteWithoutMoves();
    noteStale(all);
    noteRefused(plan);
    noteUndated();
    LeafTable.Snapshot snapshot = retraining.update(dates, timer, progress);
    WindowStatistics rows = timer.time("merging", () -> rows(date, snapshot));
    Retraining.Start start = retraining.start();
    FeatureLevels levels = rows.all().features();
    TableFeatures features = retraining.table().features(levels.levels());
    CandidateFits.Named named = fits.features(rows);
    noteAbsent(named.absent());
    ElasticNetCVModel judged = fits.judge(date, rows, named);
    timer.add(judged.result().seconds());
    ElasticNetCVModel fitted =
        timer.time("refit on all", () -> fits.refit(judged.result().selected(), rows, named));
    ScoredFit candidate = new ScoredFit(levels, CandidateFits.fit(judged));
    Verdict verdict =
        new Gate(config.gate(), specification(), date, start.champion())
            .judge(candidate, rows.before(), rows.newest());
    VersionStatistics statistics =
        VersionStatistics.of(
            specification(),
            levels.levels(),
            fits.known(date),
            candidate.fit(),
            CandidateFits.fit(fitted),
            Distribution.of(rows.all()));
    timer.run("writing", () -> write(judged.result(), fitted, features, verdict, statistics, out));
    Provenance provenance =
        JobProvenance.of(
            spark,
            started,
            config.hash(),
            config.sweep().folds().seed(),
            List.of(Objects.requireNonNull(config.data().path())),
            retraining.version());
    SweepReport sweep =
        SweepReport.of(
            config.sweep().name(),
            judged.result(),
            null,
            null,
            RowCounts.of(judged.result().rows().read(), 0, 0, Map.of()),
            timer.seconds(),
            provenance);
    out.write("sweep.json", sweep::writeTo);
    RetrainReport report = report(date, plan, verdict, start, rows, timer, provenance);
    writePage(judged.result(), statistics, verdict, start, sweep, report, out);
    LineageEvent lineage = lineage(provenance, out);
    out.write(LineageEvent.FILE, writer -> JsonFile.write(lineage, writer));
    String last = report.with(hashes(out)).text();
    out.finish(writer -> writer.write(last));
    progress.finish();
    Retraining.@Nullable Outcome outcome =
        retraining.publish(
            retraining.candidate(
                date,
                directory,
                Digests.sha256(last),
                verdict,
                start,
                rows.all().total().rows(),
                snapshot));
    if (outcome != null) {
      retraining.prune();
    }
    return outcome;
  }

  private LeafSpecification specification() {
    return retraining.table().specification();
  }

  private void noteWithoutMoves() throws IOException {
    if (retraining.isWithoutMoves()) {
      progress.note(
          "%s has no moves, though there are versions: a run was killed before the first one, or they are lost; jobs/models promote names a champion"
              .formatted(Redaction.location(retraining.aliasesLocation())));
    }
  }

  private void noteStale(StorePlan plan) throws IOException {
    List<Long> stale = retraining.staleVersions(plan);
    if (!stale.isEmpty()) {
      List<String> partitions =
          Stream.concat(plan.changed().stream().map(SourcePartition::name), plan.removed().stream())
              .toList();
      progress.note(
          "%s changed or went since version%s trained on %s"
              .formatted(
                  Printable.named(partitions),
                  stale.size() == 1
                      ? " %d was".formatted(stale.get(0))
                      : "s %s were"
                          .formatted(Printable.named(stale.stream().map(String::valueOf).toList())),
                  partitions.size() == 1 ? "it" : "them"));
    }
  }

  private void noteAbsent(Set<String> features) {
    if (!features.isEmpty()) {
      progress.note(
          "grid.penaltyFactor has no effect on %s, as the window has no rows of %s"
              .formatted(
                  Printable.named(features), features.size() == 1 ? "this level" : "these levels"));
    }
  }

  private void noteRefused(StorePlan plan) {
    List<StorePlan.Refused> refused = plan.refused();
    if (!refused.isEmpty()) {
      progress.note(
          "%s, so %s left out (data.invalid: drop)"
              .formatted(
                  Printable.named(StorePlan.Refused.sentences(refused)),
                  refused.size() == 1 ? "it is" : "they are"));
    }
  }

  private void noteUndated() {
    List<String> undated = retraining.undated();
    if (!undated.isEmpty()) {
      progress.note(
          undated.size() == 1
              ? "%s has no date such as 2001-06-07, so it is left out".formatted(undated.get(0))
              : "%,d partitions have no date such as 2001-06-07, so they are left out: %s"
                  .formatted(undated.size(), Printable.named(undated)));
    }
  }

  private WindowStatistics rows(LocalDate date, LeafTable.Snapshot snapshot) throws IOException {
    Window window = Window.of(config.window(), date);
    Map<String, LocalDate> dates = new LinkedHashMap<>();
    retraining
        .partitions(List.of(window))
        .forEach(partition -> dates.put(partition.name(), retraining.date(partition.name())));
    return WindowStatistics.read(retraining.leaves(), snapshot, dates, window, fits.known(date));
  }

  private void write(
      SweepResult judged,
      ElasticNetCVModel fitted,
      TableFeatures features,
      Verdict verdict,
      VersionStatistics statistics,
      OutputDirectory out)
      throws IOException {
    Coefficients coefficients = SweepFiles.coefficients(fitted.regression());
    SweepFiles.write(judged, coefficients, out);
    out.write("job.yaml", writer -> writer.write(ConfigWriter.render(config)));
    out.write(Verdict.FILE, writer -> writer.write(verdict.text()));
    out.write(VersionStatistics.FILE, writer -> writer.write(statistics.text()));
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    new SavedModel(config.name(), features, fitted, null).write(out, configuration);
  }

  private void writePage(
      SweepResult judged,
      VersionStatistics statistics,
      Verdict verdict,
      Retraining.Start start,
      SweepReport sweep,
      RetrainReport report,
      OutputDirectory out)
      throws ConfigException, IOException {
    CoefficientMoves moves =
        new CandidateCoefficients(specification(), design)
            .moves(statistics, start.statistics(), judged.validation().foldFits());
    out.write(
        "report.html",
        writer ->
            RetrainPage.write(
                config,
                JobNotes.label(config.data()),
                report,
                verdict,
                sweep,
                judged.validation().curves(),
                moves,
                writer));
  }

  private LineageEvent lineage(Provenance provenance, OutputDirectory out) throws IOException {
    List<URI> inputs = new ArrayList<>();
    TableVersion version = retraining.version();
    for (String input :
        version == null ? provenance.input() : List.of(Redaction.location(version.location()))) {
      inputs.add(uri(input));
    }
    return LineageEvent.complete(
        Instant.now().toString(),
        "retrain",
        config.name(),
        provenance.ridgeline(),
        uri(out.toString()),
        inputs);
  }

  /** A location with its scheme. */
  private URI uri(String location) throws IOException {
    Path path = new Path(location);
    if (path.toUri().getAuthority() != null) {
      return path.toUri(); // Iceberg may have file systems of its own
    }
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    return path.getFileSystem(configuration).makeQualified(path).toUri();
  }

  private static Map<String, String> hashes(OutputDirectory out) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : FILES) {
      files.put(name, out.sha256(name));
    }
    return files;
  }

  /** The report, without the hashes of the files that are not written yet. */
  private RetrainReport report(
      LocalDate date,
      StorePlan plan,
      Verdict verdict,
      Retraining.Start start,
      WindowStatistics rows,
      StageTimer timer,
      Provenance provenance) {
    Window window = Window.of(config.window(), date);
    return new RetrainReport(
        config.name(),
        date.toString(),
        verdict.promoted(),
        verdict.sentence(),
        start.parent(),
        new RetrainReport.Window(
            window.after() == null ? null : window.after().toString(),
            date.toString(),
            window.halfLifeDays(),
            rows.leaves().size(),
            rows.all().total().rows(),
            rows.all().features().count()),
        new RetrainReport.Partitions(
            names(plan.added()),
            names(plan.changed()),
            plan.gone(),
            StorePlan.Refused.sentences(plan.refused()),
            names(plan.forgotten()),
            retraining.undated().size()),
        timer.seconds(),
        provenance,
        Map.of());
  }

  private static List<String> names(List<SourcePartition> partitions) {
    return partitions.stream().map(SourcePartition::name).toList();
  }
}
