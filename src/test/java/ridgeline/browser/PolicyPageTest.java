package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.registry.gate.Improvement;
import ridgeline.report.linear.Policies;

/** The reports of policies in a browser. */
@Tag("browser")
class PolicyPageTest {
  private static ReportPage open(Policies policies, Path directory) throws Exception {
    Path file = directory.resolve("report.html");
    try (Writer writer = Files.newBufferedWriter(file)) {
      policies.write(writer);
    }
    return ReportPage.open(file);
  }

  @Test
  void showsWhatIsRecommended(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Policies(), directory)) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(3);
      assertThat(page.evaluate("document.title").asText())
          .isEqualTo("flights: how often to retrain");
      assertThat(page.text("#verdict"))
          .startsWith("✓ Recommended: retraining every")
          .contains("of 12 policies on 60 dates", "would have made it");
      assertThat(page.text("#tiles")).contains("Retrain", "RMSE", "The best", "Would be gained");
      assertThat(page.text("#pairs-note"))
          .contains("on 8 blocks of 7 consecutive dates, the last of 11", "95 % confidence");
      assertThat(page.text("#failures-note")).startsWith("1 of 12 policies has a training");
      assertThat(page.data("#map .chart", "RMSE")).hasSize(12);
      assertThat(page.elements("#policies tbody tr")).hasSize(12);
      assertThat(page.text("#policies"))
          .containsOnlyOnce("✓ recommended")
          .contains("✗ worse than the best", "1 of its trainings fails");
      page.openTable("#dates-table");
      assertThat(page.elements("#dates-table tbody tr")).hasSize(60);
      page.assertTablesAreLegible();
      page.assertNoSeriousAccessibilityFault();
      page.emulate("screen", "dark");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  /** The table has the same numbers as {@code policy.csv}, to the digits that it shows. */
  @Test
  void showsTheNumbersOfTheTable(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Policies(), directory)) {
      var policies = new Policies().report().verdict().policies();
      for (var policy : policies) {
        assertThat(page.text("#policies tbody"))
            .contains("%.6s".formatted(policy.rmse()).substring(0, 5));
      }
    }
  }

  @Test
  void showsThatMoreTrainingsWouldBeWorse(@TempDir Path directory) throws Exception {
    Policies policies = new Policies().worseEveryDay();
    try (ReportPage page = open(policies, directory)) {
      Improvement gain = Objects.requireNonNull(policies.report().verdict().gain());
      assertThat(gain.estimate()).isNegative();
      assertThat(page.text("#verdict")).contains("retraining every day on", " % larger (");
      assertThat(page.text("#tiles")).contains("Would be lost").doesNotContain("gained");
    }
  }

  /** The note below the errors by date names the lines that are drawn, and no others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 day,7 days,never | The errors of the recommended policy, of the best one, and of never retraining on the rows of the recommended one.",
        "1 day,7 days | The errors of the recommended policy, and of the best one.",
        "7 days | The errors of the recommended policy, which is the best.",
        "7 days,never | The errors of the recommended policy, which is the best, and of never retraining on the rows of the recommended one."
      })
  void namesTheLinesThatAreDrawn(String cadences, String note, @TempDir Path directory)
      throws Exception {
    try (ReportPage page = open(new Policies().retrained(cadences.split(",", -1)), directory)) {
      page.assertNoErrors();
      assertThat(page.text("#dates-note")).startsWith(note);
    }
  }

  @Test
  void showsThatNothingCanBeRecommended(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(new Policies().failing(), directory)) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(0);
      assertThat(page.text("#verdict"))
          .startsWith("✗ Not recommended: no policy can be recommended: each has a training");
      assertThat(page.text("#dates-note")).startsWith("No policy is recommended");
      page.openTable("#failures");
      assertThat(page.text("#failures tbody")).contains("no cell of <b>0</b>");
      assertThat(page.elements("main b")).isEmpty();
      page.assertNoSeriousAccessibilityFault();
    }
  }

  @Test
  void showsOnePolicyOfFewDates(@TempDir Path directory) throws Exception {
    String hostile = "</script><img src=x onerror=alert(1)><b>&amp;\u2028";
    try (ReportPage page =
        open(new Policies().retrained("never").dates(3).of(hostile), directory)) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      assertThat(page.text("#pairs-note")).contains("There are too few dates");
      assertThat(page.text("#dates-note"))
          .startsWith(
              "The errors of the recommended policy, which is the best and never retrains.");
      assertThat(page.text("#tiles")).contains("<img src=x onerror=alert(1)>");
      assertThat(page.elements("main img, main b")).isEmpty();
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }
}
