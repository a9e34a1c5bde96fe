package ridgeline.job.work.policy;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.text.Digests;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.progress.TerminalProgress;
import ridgeline.job.summary.PolicySummary;
import ridgeline.job.work.JobNotes;
import ridgeline.job.work.JobProgress;
import ridgeline.job.work.JobProvenance;
import ridgeline.registry.policy.PolicyComparison;
import ridgeline.registry.policy.PolicyErrors;
import ridgeline.registry.policy.PolicyVerdict;
import ridgeline.registry.policy.ServedDates;
import ridgeline.report.Provenance;
import ridgeline.report.linear.PolicyPage;
import ridgeline.report.linear.PolicyReport;
import ridgeline.report.linear.PolicyTables;
import ridgeline.store.table.LeafTable;
import ridgeline.store.window.DatedLeaf;
import ridgeline.sweep.engine.StageTimer;

/** Compares policies on the stored past, and writes what came of it. */
public final class PolicyJob {
  private final SparkSession spark;
  private final RetrainConfig config;
  private final PolicyOptions options;
  private final JobProgress progress;

  /** Prepares a comparison. */
  public PolicyJob(
      SparkSession spark, RetrainConfig config, PolicyOptions options, JobProgress progress) {
    this.spark = spark;
    this.config = config;
    this.options = options;
    this.progress = progress;
  }

  /**
   * A hash that identifies a comparison, whatever is logged where.
   *
   * @param version of the statistics
   */
  public static String hash(RetrainConfig config, PolicyOptions options, long version) {
    return Digests.sha256("%s %s %d".formatted(config.hash(), options, version));
  }

  public void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(progress::stage);
    StoredPast past = StoredPast.open(spark.sparkContext().hadoopConfiguration(), config);
    PolicyPlan plan = timer.time("reading", () -> PolicyPlan.of(past, config, options));
    progress.note(plan.sentence());
    List<PolicyErrors> errors =
        timer.time(
            TerminalProgress.SWEEPS, () -> new PolicyBacktest(spark, config, plan, progress).run());
    PolicyVerdict verdict =
        PolicyComparison.verdict(plan.served(), errors, config.gate().confidence());
    Provenance provenance =
        JobProvenance.of(
            spark,
            started,
            hash(config, options, past.version()),
            config.sweep().folds().seed(),
            List.of(LeafTable.locationIn(config.store())));
    PolicyReport report =
        new PolicyReport(
            config.name(),
            JobNotes.label(config.data()),
            plan.first().toString(),
            plan.grid(),
            plan.trainings().size(),
            stored(plan),
            served(plan.served()),
            verdict,
            timer.seconds(),
            provenance);
    progress.stage("writing");
    out.write("job.yaml", writer -> writer.write(ConfigWriter.render(config)));
    out.write("policy.csv", writer -> PolicyTables.writePolicies(report, writer));
    out.write("errors.csv", writer -> PolicyTables.writeErrors(report, writer));
    out.write("report.html", writer -> PolicyPage.write(config, report, writer));
    out.finish(report::writeTo);
    progress.finish();
    PolicySummary.print(report, out.toString(), progress.out());
  }

  private static PolicyReport.Range stored(PolicyPlan plan) {
    List<LocalDate> dates = plan.leaves().stream().map(DatedLeaf::date).distinct().toList();
    return new PolicyReport.Range(
        dates.get(0).toString(), dates.get(dates.size() - 1).toString(), dates.size());
  }

  private static List<PolicyReport.Served> served(ServedDates served) {
    return IntStream.range(0, served.dates().size())
        .mapToObj(
            date ->
                new PolicyReport.Served(
                    served.dates().get(date).toString(), served.rows(date), served.weight(date)))
        .toList();
  }
}
