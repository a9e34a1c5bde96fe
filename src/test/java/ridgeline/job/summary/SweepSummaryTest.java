package ridgeline.job.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.report.linear.SweepReport;
import ridgeline.select.WeakEnd;

@Tag("plain")
class SweepSummaryTest {
  private static final String JOB =
      """
      name: summary
      data: {dataset: diabetes, label: progression, numeric: [bmi]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSIDE | 0 | ''",
        "INSIDE | 4 | 4 smaller values were added, down to regParam 0.01, where the error rises",
        "LEVEL | 4 | the error is lowest at the smallest regParam but flat there: smaller values are as"
            + " good; 4 smaller values were added, down to regParam 0.01",
        "FALLING | 0 | the error still falls at the smallest regParam; set a smaller"
            + " grid.regParam.minRatio",
        "UNKNOWN | 0 | the fit at the smallest regParam did not converge, so the error there is unknown",
        "UNKNOWN | 4 | the fit at the smallest regParam did not converge, so the error there is unknown;"
            + " 4 smaller values were added, down to regParam 0.01",
      })
  void whatBecameOfTheWeakEnd(WeakEnd weakEnd, int added, String said) throws ConfigException {
    SweepConfig config = SweepConfigReader.read(JOB, "test", List.of());
    SweepReport.GridPath path = new SweepReport.GridPath(1, 20, added, 0.01, weakEnd);
    assertThat(SweepSummary.weakEnd(config, path)).isEqualTo(said.replace("0.01", "0.0100000"));
  }

  /** For a label with deviation 3, whose rounding error is 3 * 2^-24 = 1.8e-7. */
  @Test
  void anErrorWithinRoundingHasNoDigits() {
    assertThat(SweepSummary.rmse(choice(1e-12), 3)).startsWith("1.00000e-06 (MSE 1.00000e-12, ");
    assertThat(SweepSummary.rmse(choice(1e-17), 3))
        .isEqualTo(
            "below 2e-07: its square is within rounding error, 4e-15 of the label's variance; R2 1.0000");
  }

  private static SweepReport.Choice choice(double cvm) {
    return new SweepReport.Choice(1, 0.1, 0, cvm, 0, 1, Math.sqrt(cvm), 1 - cvm / 9);
  }
}
