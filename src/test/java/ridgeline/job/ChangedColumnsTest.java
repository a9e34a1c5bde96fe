package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;
import ridgeline.store.table.LeafTable;

/** Retrainings of a table in which a day was written with other columns. */
@Tag("spark")
class ChangedColumnsTest {
  @TempDir private Path directory = Path.of("");

  private RetrainedStore store(String name) throws IOException {
    return new RetrainedStore(Files.createDirectories(directory.resolve(name)));
  }

  /** Writes a day again, with what is selected of its columns. */
  private static void rewrite(RetrainedStore store, int day, String columns) throws IOException {
    Path partition = store.table().resolve("day=2001-06-%02d".formatted(day + 1));
    Path copy = store.directory().resolve("copy");
    LocalSpark.session()
        .read()
        .parquet(partition.toString())
        .selectExpr(columns.split(", "))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(copy.toString());
    FileUtil.fullyDelete(partition.toFile());
    Files.move(copy, partition);
  }

  private static JobRun retrain(RetrainedStore store, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(store.job().toString(), "--date", "2001-06-04"));
    arguments.addAll(List.of(more));
    return JobRun.of(command -> RetrainCommand.run(command).exitCode(), arguments);
  }

  private static LeafTable leaves(RetrainedStore store) throws IOException {
    return LeafTable.open(store.store() + "/statistics", new Configuration());
  }

  /** As if the table had never had these days, until they are written again. */
  @Test
  void partitionsAreLeftOutWhileTheyLackColumns() throws IOException {
    RetrainedStore damaged = store("damaged");
    damaged.write(0, 4);
    rewrite(damaged, 1, "a, c, w, y");
    RetrainedStore without = store("without");
    without.write(0, 1);
    without.write(2, 4);

    JobRun plan = retrain(damaged, "--set", "data.invalid=drop", "--dry-run");
    JobRun run = retrain(damaged, "--set", "data.invalid=drop");
    without.retrain(3, 4);

    assertThat(plan.out())
        .contains("# new         3: ", "# refused     1: day=2001-06-02 has no column b\n")
        .contains("# to read     3 partitions");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err())
        .contains("day=2001-06-02 has no column b, so it is left out (data.invalid: drop)");
    Path version = damaged.version(3);
    assertThat(version.resolve("retrain.json"))
        .content()
        .contains("\"refused\" : [ \"day=2001-06-02 has no column b\" ]");
    assertThat(version.resolve("coefficients.csv"))
        .hasSameBinaryContentAs(without.version(3).resolve("coefficients.csv"));
    assertThat(leaves(damaged).snapshot().leaves()).hasSize(3).doesNotContainKey("day=2001-06-02");

    rewrite(damaged, 1, "a, COS(w) AS b, c, w, y");
    JobRun repaired = retrain(damaged, "--set", "data.invalid=drop");
    assertThat(repaired.out()).contains("version 2: ");
    assertThat(repaired.err()).doesNotContain("left out");
    assertThat(leaves(damaged).snapshot().leaves()).hasSize(4);

    rewrite(damaged, 2, "a, CAST(b AS STRING) AS b, c, w, y");
    JobRun again = retrain(damaged, "--set", "data.invalid=drop");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.err())
        .contains("day=2001-06-03 changed or went since versions 1, 2 were trained on it")
        .contains("day=2001-06-03 has b as string where the table has double, so it is left out");
    assertThat(leaves(damaged).snapshot().leaves()).hasSize(3);

    rewrite(damaged, 3, "a, c, w, y");
    JobRun last = retrain(damaged, "--set", "data.invalid=drop");
    assertThat(last.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(last.err())
        .contains(
            "day=2001-06-04 has no column b, so there are no rows of 2001-06-04; write the files again with the columns of the table");
  }

  @Test
  void theRunIsRefusedBeforeAnythingIsStored() throws IOException {
    RetrainedStore damaged = store("damaged");
    damaged.write(0, 4);
    rewrite(damaged, 1, "a, c, w, y");
    rewrite(damaged, 2, "a, CAST(b AS STRING) AS b, c, w, y");
    for (String option : List.of("--dry-run", "--set=name=delays")) {
      JobRun run = retrain(damaged, option);
      assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(run.err().strip())
          .isEqualTo(
              "not all partitions are like the table: day=2001-06-02 has no column b, day=2001-06-03 has b as string where the table has double; write their files again with the columns of the table, or set data.invalid: drop to leave them out");
    }
    assertThat(leaves(damaged).snapshot().leaves()).isEmpty();
    assertThat(damaged.store().resolve("models/delays/versions")).doesNotExist();
  }
}
