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

/** What a first job file takes from a table, and what it leaves out. */
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
  void numbersWhoseSquaresOverflowAreLeftOut() throws Exception {
    String columns =
        "id % 7 AS y, id % 5 AS x, id % 3 * 1e200D AS large, id % 3 * 1e-200D AS small";
    assertThat(draft(columns, 20, null))
        .contains("label: x ", "- \"y\" ")
        .contains(
            "#   large: ranges from 0 to 2E+200, whose squares are outside the range of a double")
        .contains(
            "#   small: ranges from 0 to 2E-200, whose squares are outside the range of a double");
    assertThatThrownBy(() -> draft(columns, 20, "large"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--label: large ranges from 0 to 2E+200, whose squares are outside the range of a double; rescale it first");
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
            "9 rows have a value of y, too few for cross-validation, which needs 10; use more rows");
  }

  @Test
  void namesThatAreValuesInSqlAreQuoted() throws Exception {
    assertThat(draft("id % 7 AS y, id % 5 AS `true`", 20, "y")).contains("- \"`true`\"");
  }
}
