package ridgeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.JobException;
import ridgeline.spark.LocalSpark;
import ridgeline.statistics.Statistics;
import ridgeline.sweep.ElasticNetCVModel;

/** What shells and notebooks call. */
@Tag("spark")
class RidgelineTest {
  @TempDir private Path directory = Path.of("");

  private static Dataset<Row> rows() {
    return LocalSpark.session()
        .range(200)
        .selectExpr("SIN(id * 7) AS a", "COS(id * 3) AS b", "2 * SIN(id * 7) + SIN(id * id) AS y");
  }

  @Test
  void aJobFileIsRunInTheSessionOfTheProcess() throws IOException {
    assertThat(Ridgeline.session()).isSameAs(LocalSpark.session());
    String table = directory.resolve("rows.parquet").toString();
    rows().write().parquet(table);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            "{name: shell, data: {path: '%s', label: y, numeric: '*'}}".formatted(table));
    String out = directory.resolve("out").toString();

    assertThatThrownBy(() -> Ridgeline.sweep(job.toString(), "--set", "data.label=z", "--out", out))
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("data.label: there is no column `z`");

    assertThat(Ridgeline.sweep(job.toString(), "--dry-run")).isNull();
    assertThat(Ridgeline.sweep(job.toString(), "--set", "folds.count=3", "--out", out))
        .isEqualTo(out);
    assertThat(Ridgeline.report(out).lines().reduce("", (before, line) -> line))
        .isEqualTo("</html>");
    assertThat(Ridgeline.show(out)).isRegularFile();
  }

  @Test
  void aModelOfStatisticsIsShown() throws IOException {
    Statistics statistics = Ridgeline.statistics(rows(), "y", List.of("*"), List.of());
    statistics.save(directory.resolve("statistics").toString());
    ElasticNetCVModel model =
        Ridgeline.statistics(directory.resolve("statistics").toString())
            .fit(Ridgeline.elasticNetCV(), LocalSpark.session());
    Path page = Ridgeline.show(model);
    assertThat(Files.readString(page).contains(model.uid())).isTrue();
    assertThat(Files.readString(page)).containsPattern("\"seed\" ?: ?42");
    model.save(directory.resolve("model").toString());
    ElasticNetCVModel loaded = ElasticNetCVModel.load(directory.resolve("model").toString());
    assertThat(Ridgeline.report(loaded)).doesNotContainPattern("\"seed\" ?:");
    Files.delete(page);
  }
}
