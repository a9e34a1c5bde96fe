package ridgeline.report.linear;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import ridgeline.registry.policy.PolicyScore;
import ridgeline.report.CsvFile;

/** Writes the tables of a comparison of policies. */
public final class PolicyTables {
  private PolicyTables() {}

  /** Writes a line for each policy. */
  public static void writePolicies(PolicyReport report, Writer writer) {
    CsvWriter csv =
        CsvFile.to(
            writer,
            "cadence",
            "window",
            "halfLife",
            "trainings",
            "rmse",
            "r2",
            "ratio",
            "lower",
            "upper",
            "worse",
            "best",
            "recommended",
            "failures");
    List<PolicyScore> policies = report.verdict().policies();
    for (int k = 0; k < policies.size(); k++) {
      PolicyScore policy = policies.get(k);
      PolicyScore.Ratio ratio = policy.ratio();
      csv.writeRow(
          policy.cadence(),
          policy.window(),
          policy.halfLife(),
          policy.trainings(),
          policy.rmse(),
          policy.r2(),
          ratio == null ? null : ratio.estimate(),
          ratio == null ? null : ratio.lower(),
          ratio == null ? null : ratio.upper(),
          policy.worse(),
          Objects.equals(report.verdict().best(), k),
          Objects.equals(report.verdict().recommended(), k),
          policy.failures().size());
    }
    csv.flush();
  }

  /** Writes a line for each policy and date. */
  public static void writeErrors(PolicyReport report, Writer writer) {
    CsvWriter csv =
        CsvFile.to(writer, "cadence", "window", "halfLife", "date", "rows", "trained", "rmse");
    for (PolicyScore policy : report.verdict().policies()) {
      for (int date = 0; date < report.served().size(); date++) {
        PolicyReport.Served served = report.served().get(date);
        csv.writeRow(
            policy.cadence(),
            policy.window(),
            policy.halfLife(),
            served.date(),
            served.rows(),
            policy.models().get(date),
            policy.errors().get(date));
      }
    }
    csv.flush();
  }
}
