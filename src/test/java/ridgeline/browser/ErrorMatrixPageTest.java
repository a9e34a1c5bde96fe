package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.report.linear.ErrorMatrixPage;

/** The page of the errors of versions in a browser. */
@Tag("browser")
class ErrorMatrixPageTest {
  private static ReportPage open(Path directory, ErrorMatrix matrix) throws Exception {
    Path file = directory.resolve("report.html");
    List<ErrorMatrixPage.Version> versions =
        matrix.versions().stream()
            .map(
                version ->
                    new ErrorMatrixPage.Version(
                        version,
                        "2001-06-0" + version,
                        version == 3 ? List.of("champion") : List.of()))
            .toList();
    try (Writer writer = Files.newBufferedWriter(file)) {
      ErrorMatrixPage.write("flights", "delay", versions, matrix, writer);
    }
    return ReportPage.open(file);
  }

  /** Version 3 is the best of the days that no version has seen. */
  private static ErrorMatrix matrix(int days) {
    return new ErrorMatrix(
        List.of(2L, 3L),
        IntStream.range(0, days)
            .mapToObj(
                day ->
                    new ErrorMatrix.Row(
                        "day=2001-06-%02d".formatted(day + 1),
                        1_000 + day,
                        List.of(
                            new ErrorMatrix.Cell(30 + day, day < 2),
                            new ErrorMatrix.Cell(day == 0 ? Double.NaN : 20 + day, day < 3))))
            .toList());
  }

  @Test
  void drawsTheMatrix(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(directory, matrix(5))) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(2);
      assertThat(page.evaluate("document.title").asText())
          .isEqualTo("flights: errors of 2 versions");
      assertThat(page.text("#headline")).isEqualTo("RMSE of delay, 2 versions on 5 partitions");
      assertThat(page.text("#best"))
          .isEqualTo(
              "Of the 2 partitions that none of these versions was trained on, the smallest error is that of version 3 on 2.");
      assertThat(page.data("#errors .chart", "rmse")).hasSize(9);
      assertThat(page.data("#errors .chart", "trained on")).hasSize(4);
      assertThat(page.data("#excess .chart", "excess").get(1).toString())
          .isEqualTo("[1,0,47.61904761904763]");
      page.openTable("#errors-table");
      assertThat(page.text("#errors-table tbody tr"))
          .isEqualTo("day=2001-06-01 1,000 30 * unknown *");
      assertThat(page.text("#versions tbody tr:nth-child(2)")).isEqualTo("3 2001-06-03 champion");
      page.assertTablesAreLegible();
      page.assertNoSeriousAccessibilityFault();
      page.emulate("screen", "dark");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void saysWhereEveryPartitionWasSeen(@TempDir Path directory) throws Exception {
    try (ReportPage page = open(directory, matrix(2))) {
      page.assertNoErrors();
      assertThat(page.text("#best"))
          .startsWith("Each of these partitions was seen by some version");
    }
  }
}
