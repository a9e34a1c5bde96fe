package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.SweepConfig;
import ridgeline.config.SweepConfigReader;
import ridgeline.report.SweepReport;
import ridgeline.select.WeakEnd;

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
        "INSIDE | 4 | 4 weaker values were added, to regParam 0.01, where the error rises",
        "LEVEL | 4 | the error is least at the weakest regParam, and level: least squares is as"
            + " good; 4 weaker values were added, to regParam 0.01",
        "FALLING | 0 | the error still falls at the weakest regParam; set a smaller"
            + " grid.regParam.minRatio",
        "UNKNOWN | 0 | the weakest cell did not converge, so that the error there is not known",
        "UNKNOWN | 4 | the weakest cell did not converge, so that the error there is not known;"
            + " 4 weaker values were added, to regParam 0.01",
      })
  void whatBecameOfTheWeakEnd(WeakEnd weakEnd, int added, String said) throws ConfigException {
    SweepConfig config = SweepConfigReader.read(JOB, "test", List.of());
    SweepReport.GridPath path = new SweepReport.GridPath(1, 20, added, 0.01, weakEnd);
    assertThat(SweepSummary.weakEnd(config, path)).isEqualTo(said.replace("0.01", "0.0100000"));
  }
}
