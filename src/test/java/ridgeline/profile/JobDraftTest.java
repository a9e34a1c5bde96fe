package ridgeline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

/** What a first job file takes of a table, and leaves out. */
@Tag("spark")
class JobDraftTest {
  private static String draft(String columns, int rows, @Nullable String label) throws Exception {
    return JobDraft.of(
        LocalSpark.session().sql("SELECT %s FROM range(%d)".formatted(columns, rows)),
        "test",
        Map.entry("path", "t.parquet"),
        label,
        "test.yaml");
  }

  @Test
  void numbersWhoseSquaresAreNoDoublesAreLeftOut() throws Exception {
    String columns =
        "id % 7 AS y, id % 5 AS x, id % 3 * 1e200D AS large, id % 3 * 1e-200D AS small";
    assertThat(draft(columns, 20, null))
        .contains("label: x ", "- \"y\" ")
        .contains("#   large: goes from 0 to 2E+200, whose squares are no doubles")
        .contains("#   small: goes from 0 to 2E-200, whose squares are no doubles");
    assertThatThrownBy(() -> draft(columns, 20, "large"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--label: large goes from 0 to 2E+200, whose squares are no doubles; multiply or divide"
                + " it first");
  }

  @Test
  void timesWithoutAZoneBecomeSeconds() throws Exception {
    String columns =
        "id % 7 AS y, CAST(date_add(DATE'2024-01-01', int(id)) AS TIMESTAMP_NTZ) AS at";
    assertThat(draft(columns, 20, "y")).contains("unix_seconds(timestamp(at))");
  }

  @Test
  void aTableOfFewRowsIsRefused() {
    assertThatThrownBy(() -> draft("nullif(id, 3) AS y, id % 5 AS x", 10, "y"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "9 rows have a value of y, too few for cross-validation, which needs 10; take more"
                + " rows");
  }

  @Test
  void namesThatSqlTakesForValuesAreQuoted() throws Exception {
    assertThat(draft("id % 7 AS y, id % 5 AS `true`", 20, "y")).contains("- \"`true`\"");
  }
}
