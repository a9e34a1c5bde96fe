package ridgeline.job.summary;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
    out.printf(
        "%-9s  %-9s  %-9s  %9s  %12s  %8s  %s%n",
        "cadence", "window", "half-life", "trainings", "RMSE", "R2", "ratio to the best");
    IntStream.range(0, verdict.policies().size())
        .boxed()
        .sorted(Comparator.comparingDouble(k -> error(verdict.policies().get(k))))
        .forEach(k -> print(k, verdict, out));
    out.printf("%s: %s%n", report.name(), Printable.line(verdict.sentence()));
    out.printf("  written to     %s%n", Printable.line(directory));
  }

  private static double error(PolicyScore policy) {
    return Objects.requireNonNullElse(policy.rmse(), Double.POSITIVE_INFINITY);
  }

  private static void print(int k, PolicyVerdict verdict, PrintStream out) {
    PolicyScore policy = verdict.policies().get(k);
    out.printf(
        "%-9s  %-9s  %-9s  %,9d  %12s  %8s  %s%n",
        policy.cadence(),
        policy.window(),
        policy.halfLife(),
        policy.trainings(),
        policy.rmse() == null ? "unknown" : "%.6g".formatted(policy.rmse()),
        policy.r2() == null ? "unknown" : "%.4f".formatted(policy.r2()),
        remark(k, verdict));
  }

  private static String remark(int k, PolicyVerdict verdict) {
    PolicyScore policy = verdict.policies().get(k);
    PolicyScore.Ratio ratio = policy.ratio();
    List<String> remarks = new ArrayList<>();
    if (ratio != null) {
      remarks.add("%.4f (%.4f to %.4f)".formatted(ratio.estimate(), ratio.lower(), ratio.upper()));
    }
    if (Objects.equals(verdict.best(), k)) {
      remarks.add("best");
    }
    if (Objects.equals(verdict.recommended(), k)) {
      remarks.add("recommended");
    }
    if (policy.worse()) {
      remarks.add("worse");
    }
    if (!policy.failures().isEmpty()) {
      remarks.add(
          "%,d of its trainings %s, the first on %s"
              .formatted(
                  policy.failures().size(),
                  policy.failures().size() == 1 ? "fails" : "fail",
                  policy.failures().get(0).date()));
    }
    return String.join("  ", remarks);
  }
}
