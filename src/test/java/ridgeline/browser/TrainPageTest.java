package ridgeline.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.data.network.IdxFiles;
import ridgeline.job.InProcess;

/** The reports of trainings in a browser. */
@Tag("browser")
class TrainPageTest {
  @Test
  void showsTheTrainingOfImages(@TempDir Path directory) throws IOException {
    Path idx = IdxFiles.write(directory.resolve("idx"), 200, 60);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            classes: [top, </script>, bottom]
            network: [{conv: 4}, relu, {maxPool: 2}, flatten, {dense: 3}]
            optimiser: {learningRate: 0.004, schedule: {kind: cosine}}
            regularisation: {earlyStopping: {enabled: true}}
            epochs: 3
            """
                .formatted(idx));
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    List<String> history = Files.readAllLines(out.resolve("history.csv"));
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertNothingIsFetched();
      page.assertChartsAreDrawn(5); // loss, accuracy, learning rate, confusion, ROC
      JsonNode chosen = report.path("chosen");
      assertThat(page.text("#summary"))
          .startsWith("The weights are those of epoch %d,".formatted(chosen.path("epoch").asInt()));
      String accuracy = "%.2f %%".formatted(100 * chosen.path("test").path("accuracy").asDouble());
      assertThat(page.text("#figures")).contains(accuracy).contains("60 rows");
      String loss = "#curves figure:nth-child(1) .chart";
      assertThat(page.series(loss).findValuesAsText("name"))
          .contains("training", "validation", "test");
      for (int epoch = 1; epoch <= 3; epoch++) {
        JsonNode point = page.data(loss, "test").get(epoch - 1);
        assertThat(point.get(0).asInt()).isEqualTo(epoch);
        assertThat(point.get(1).asDouble())
            .isEqualTo(Double.parseDouble(history.get(epoch).split(",", -1)[6]));
      }
      long wrong = Math.round(60 * (1 - chosen.path("test").path("accuracy").asDouble()));
      assertThat(page.elements("#confused canvas")).hasSize((int) Math.min(24, wrong));
      assertThat(page.elements("#filters canvas")).hasSize(4);
      assertThat(page.elements("#layers tbody tr")).hasSize(5);
      assertThat(page.text("#job")).contains("name: thirds");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void showsTrainingsSideBySide(@TempDir Path directory) throws IOException {
    Path idx = IdxFiles.write(directory.resolve("idx"), 120, 60);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            network: [flatten, {dense: 8}, relu, dropout, {dense: 3}]
            regularisation: {dropout: 0.5, weightDecay: 0.1}
            optimiser: {learningRate: 0.05}
            epochs: 2
            ablation: true
            """
                .formatted(idx));
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    List<String> trials = Files.readAllLines(out.resolve("trials.csv"));
    assertThat(trials).hasSize(5);
    List<String> names = List.of("none", "dropout alone", "weightDecay alone", "all");
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(4 + 1 + 4); // with ROC; losses of all; one for each
      for (int i = 0; i < 4; i++) {
        String[] line = trials.get(i + 1).split(",", -1);
        assertThat(line[0]).isEqualTo(names.get(i));
        assertThat(line[2]).isEqualTo("done");
        String row = page.text("#trials tbody tr:nth-child(%d)".formatted(i + 1));
        assertThat(row)
            .startsWith(names.get(i))
            .contains("%.2f %%".formatted(100 * Double.parseDouble(line[9])));
        String chart = "#trial-curves figure:nth-child(%d) .chart".formatted(i + 1);
        assertThat(page.data(chart, "test").get(1).get(1).asDouble())
            .isEqualTo(Double.parseDouble(line[9]));
      }
      assertThat(page.text("#trials-note")).contains("The chosen training is \"all\".");
      assertThat(page.text("#trials thead")).contains("gap");
      assertThat(page.series("#overlay .chart").findValuesAsText("name"))
          .containsExactlyInAnyOrderElementsOf(names);
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void showsATrainingThatDivergedInTheFirstEpoch(@TempDir Path directory) throws IOException {
    Path idx = IdxFiles.write(directory.resolve("idx"), 120, 60);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            network: [flatten, {dense: 3}]
            regularisation: {l2: 1}
            optimiser: {learningRate: 0.05}
            epochs: 2
            batch: 4
            sweep: {optimiser.learningRate: [1.0e+30, 0.01]}
            """
                .formatted(idx));
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    List<String> trials = Files.readAllLines(out.resolve("trials.csv"));
    assertThat(trials.get(1)).isEqualTo("learningRate 1.0E+30,1.0E+30,0,diverged,,,,,,,,,0.0");
    assertThat(trials.get(2)).startsWith("learningRate 0.01,0.01,2,done,");
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    assertThat(report.path("trials").get(1).path("isChosen").asBoolean()).isTrue();
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(4 + 1);
      assertThat(page.text("#trials tbody tr:nth-child(1)")).contains("loss NaN or infinite");
    }
  }

  /** There are more trainings than charts of single trainings. */
  @Test
  void showsLossesAgainstASettingAndTheirNoise(@TempDir Path directory) throws IOException {
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: strengths
            data:
              sql: SELECT sin(id) AS x, cos(3 * id) AS z, 2 * sin(id) + 0.5 * sin(7 * id) AS y FROM range(300)
              label: y
              numeric: [x, z]
            network: [{dense: 1}]
            regularisation: {l1: 0.01}
            optimiser: {learningRate: 0.2}
            epochs: 4
            test: 0.3
            validation: 0.3
            sweep: {regularisation.l1: [0, 0.001, 0.002, 0.004, 0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 2]}
            pruning: {method: none}
            """);
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(1 + 1 + 1 + 12); // loss; losses of all; setting; the best
      assertThat(page.data("#strengths .chart", "validation")).hasSize(13);
      for (int i = 0; i < 13; i++) {
        assertThat(page.data("#strengths .chart", "validation").get(i).get(1).asDouble())
            .isEqualTo(report.path("trials").get(i).at("/chosen/validation/loss").asDouble());
      }
      assertThat(page.text("#trials-note"))
          .contains("within noise: the standard error over the rows is");
      assertThat(page.text("#trials thead")).contains("gap").contains("zero weights");
      assertThat(page.text("#course")).startsWith("The validation loss is smallest after epoch ");
      assertThat(page.text("#summary")).contains("which is within noise: its standard error");
      String mark =
          "echarts.getInstanceByDom(document.querySelector('#curves .chart')).getOption().series"
              + ".find(s => s.name === 'validation').markPoint.data[0].coord[0]";
      assertThat(page.text("#course")).contains("epoch " + page.evaluate(mark).asInt() + ",");
      page.assertNoSeriousAccessibilityFault();
      page.resize(360, 740);
      page.assertFitsItsWidth();
    }
  }

  @Test
  void showsTheTrainingOfATable(@TempDir Path directory) throws IOException {
    Path out = directory.resolve("out");
    InProcess.train(Path.of("conf", "train-diamonds-mlp.yaml"), out, "epochs=1");
    try (ReportPage page = ReportPage.open(out.resolve("report.html"))) {
      page.assertNoErrors();
      page.assertChartsAreDrawn(1);
      assertThat(page.text("#figures")).contains("R²");
      assertThat(page.elements("#confusion-section")).isEmpty();
      assertThat(page.elements("#filters-section")).isEmpty();
      page.assertNoSeriousAccessibilityFault();
    }
  }
}
