package ridgeline.store.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class PartitionDatesTest {
  @ParameterizedTest
  @CsvSource({
    "day=2001-06-07, 2001-06-07",
    "day=2001-06-07/hour=3, 2001-06-07",
    "month=2001-06, 2001-06-01",
    "year=2001/month=6/day=7, 2001-06-07",
    "Year=2001/Month=06/Day=07/region=x, 2001-06-07",
    "year=2001/month=12, 2001-12-01",
    "date(time)=2001-06-07, 2001-06-07",
    "cast(time as date)=2001-06-07/region=x, 2001-06-07",
    "'date_format(time, %27yyyy-MM%27)=2001-06', 2001-06-01",
    "YEAR(time)=2001/month(time)=6/day(time + INTERVAL 1 HOUR)=7, 2001-06-07",
    "year(time)=2001/month(time)=6/dayofmonth(time)=7, 2001-06-07",
    "year(time)=2001/month(time)=6/dayname(time)=7, 2001-06-01",
    "year=2001/month=12/region=day, 2001-12-01",
    "region=x/day=2001-06-07, 2001-06-07",
    "region=2001/day=2001-06-07, 2001-06-07",
    "region=x/year=2001/store=3/month=6/day=7, 2001-06-07",
    "month=6/year=2001, 2001-06-01",
    "year=2001/month=6/day=2001-06-07, 2001-06-07",
    "year=2001/month=2001-06, 2001-06-01",
    "year=2001/region=x/day=2001-06-07, 2001-06-07",
    "year=2001, 2001-01-01",
    "year(time)=2001, 2001-01-01",
    "year=2001-06-07, 2001-06-07"
  })
  void theDateIsInTheName(String name, LocalDate date) {
    assertThat(PartitionDates.of(List.of(name)).of(name)).contains(date);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "day=__HIVE_DEFAULT_PARTITION__",
        "day=2001-02-30",
        "day=2001-1-4",
        "day=2001-06-07T00:00",
        "year=2001/month=13",
        "year=x/month=1",
        "year=2001/month=2/day=30",
        "year(time)=2001/month(time) + 1=6",
        "year=2001/week=23",
        "year=2001/day=7",
        "year=99999999999",
        "years=2001/month=6",
        "region=2001",
        "",
        "="
      })
  void otherNamesHaveNoDate(String name) {
    assertThat(PartitionDates.of(List.of(name)).of(name)).isEmpty();
  }

  /** A value of another column does not become the date where the first has none. */
  @Test
  void allDatesAreOfOneColumn() {
    String none = "day=__HIVE_DEFAULT_PARTITION__/made=2001-06-09";
    PartitionDates dates =
        PartitionDates.of(
            List.of(none, "day=2001-06-07/made=2001-06-08", "day=2001-06-08/made=2001-06-09"));
    assertThat(dates.of("day=2001-06-07/made=2001-06-08")).contains(LocalDate.of(2001, 6, 7));
    assertThat(dates.of(none)).isEmpty();
    PartitionDates ofDays =
        PartitionDates.of(
            List.of("code=1234-05/day=2001-06-07", "code=a/day=2001-06-08", "code=b/day=foo"));
    assertThat(ofDays.of("code=1234-05/day=2001-06-07")).contains(LocalDate.of(2001, 6, 7));
    assertThat(PartitionDates.of(List.of()).of("day=2001-06-07")).isEmpty();
  }

  @Test
  void fewPartitionsMayHaveADate() {
    PartitionDates dates = PartitionDates.of(List.of("day=foo", "day=bar", "day=2001-06-07"));
    assertThat(dates.of("day=2001-06-07")).contains(LocalDate.of(2001, 6, 7));
    assertThat(dates.of("day=foo")).isEmpty();
  }
}
