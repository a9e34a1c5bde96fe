package ridgeline.job.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.report.Provenances;
import ridgeline.report.linear.CompareReport;
import ridgeline.report.linear.RowCounts;
import ridgeline.select.WeakEnd;

@Tag("plain")
class CompareSummaryTest {
  private static CompareReport.Row row(
      String method, double error, @Nullable Double testSe, WeakEnd weakEnd) {
    return new CompareReport.Row(
        method, "regParam", 0.25, 1.0, error, 1, error, error, testSe, 3, 2.5, 0, weakEnd);
  }

  private static String printed(double rounding, CompareReport.Row... rows) {
    CompareReport report =
        new CompareReport(
            "rent",
            RowCounts.of(1000, 2, 1, Map.of()),
            List.of("x"),
            List.of(),
            new CompareReport.Tuned(10, 800, 200, 4, rounding, List.of(rows)),
            Map.of("solving", 1.5),
            Provenances.of(1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompareSummary.print(report, "runs/rent", new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aMethodWhoseErrorStillFallsIsNamed() {
    String printed =
        printed(1e-9, row("L1", 4, 0.8, WeakEnd.FALLING), row("L2", 4, 0.8, WeakEnd.INSIDE));
    assertThat(printed)
        .contains("L1                   its error still falls at its weakest regularisation")
        .contains("regParam 0.2500               2.00000        2.00000    2.00000 +- 0.20")
        .contains("rows left out        2 invalid, 1 of weight 0")
        .doesNotContain("L2                   its error", "rounding");
  }

  @Test
  void errorsWithinRoundingHaveNoDigits() {
    String printed = printed(1e-9, row("L1", 1e-10, null, WeakEnd.FALLING));
    assertThat(printed)
        .contains("regParam 0.2500               <3e-05         <3e-05     <3e-05  ")
        .contains("  <3e-05               squares within rounding error, 4e-15 of the label's")
        .doesNotContain("still falls", "+-", "NaN");
  }
}
