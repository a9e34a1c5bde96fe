package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.data.DataConfig;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.spark.LocalSpark;
import ridgeline.store.pass.JobDesign;
import ridgeline.store.pass.PartitionedTable;
import ridgeline.store.pass.PartitionedTables;

/** Features named by a job file and what is stored, as fits and back-tests name them. */
@Tag("spark")
class StoredNamesTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void areThoseOfTheModelThatIsWritten() throws Exception {
    String path = directory.resolve("t.parquet").toString();
    LocalSpark.session()
        .sql("SELECT 1 AS day, 2.0 AS y, 3.0 AS `b c`, 4 AS a, 'l' AS c, 5 AS d")
        .write()
        .partitionBy("day")
        .parquet(path);
    RetrainConfig config =
        RetrainConfigReader.read(
            """
            name: m
            store: unused
            data: {path: PATH, label: y, numeric: [a * 2, '*'], categorical: [c, d % 3], degree: 2, interactions: [[c, d % 3], [a * 2, c]]}
            partition: {by: [day]}
            """
                .replace("PATH", path),
            "job",
            List.of());
    DataConfig data = config.data();
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(), data, config.partition().by(), 2, List.of(), List.of());
    List<List<String>> levels = List.of(List.of("k", "l"), List.of("0", "2"));
    JobDesign design =
        JobDesign.of(
            data, config.partition().by(), config.buckets(), List.of(), table.specification());

    assertThat(design.design().names(levels))
        .isEqualTo(table.features(levels).features().names())
        .contains("`b c`^2", "c=l:d % 3=2");
  }
}
