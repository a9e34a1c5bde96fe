package ridgeline.job.summary;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.registry.policy.PolicyScore;
import ridgeline.registry.policy.PolicyVerdict;
import ridgeline.report.linear.PolicyReport;

/** What is printed of a comparison of policies. */
public final class PolicySummary {
  private PolicySummary() {}

  /** Prints the policies, from the smallest error to the largest, and the verdict. */
  public static void print(PolicyReport report, String directory, PrintStream out) {
    PolicyVerdict verdict = report.verdict();
    List<PolicyScore> policies = new ArrayList<>(verdict.policies());
    policies.sort(
        (a, b) ->
            Double.compare(
                Objects.requireNonNullElse(a.rmse(), Double.POSITIVE_INFINITY),
                Objects.requireNonNullElse(b.rmse(), Double.POSITIVE_INFINITY)));
    out.printf(
        "%-9s  %-9s  %-9s  %9s  %12s  %8s  %s%n",
        "cadence", "window", "half-life", "trainings", "RMSE", "R2", "ratio to the best");
    for (PolicyScore policy : policies) {
      out.printf(
          "%-9s  %-9s  %-9s  %,9d  %12s  %8s  %s%n",
          policy.cadence(),
          policy.window(),
          policy.halfLife(),
          policy.trainings(),
          policy.rmse() == null ? "unknown" : "%.6g".formatted(policy.rmse()),
          policy.r2() == null ? "unknown" : "%.4f".formatted(policy.r2()),
          remark(policy, verdict));
    }
    out.printf("%s: %s%n", report.name(), Printable.line(verdict.sentence()));
    out.printf("  written to     %s%n", Printable.line(directory));
  }

  private static String remark(PolicyScore policy, PolicyVerdict verdict) {
    PolicyScore.Ratio ratio = policy.ratio();
    List<String> remarks = new ArrayList<>();
    if (ratio != null) {
      remarks.add("%.4f (%.4f to %.4f)".formatted(ratio.estimate(), ratio.lower(), ratio.upper()));
    }
    if (isAt(verdict.best(), policy, verdict)) {
      remarks.add("best");
    }
    if (isAt(verdict.recommended(), policy, verdict)) {
      remarks.add("recommended");
    }
    if (!policy.failures().isEmpty()) {
      remarks.add(
          "%,d trainings fail, the first on %s"
              .formatted(policy.failures().size(), policy.failures().get(0).date()));
    } else if (policy.worse()) {
      remarks.add("worse");
    }
    return String.join("  ", remarks);
  }

  private static boolean isAt(
      @Nullable Integer position, PolicyScore policy, PolicyVerdict verdict) {
    return position != null && verdict.policies().get(position) == policy;
  }
}
