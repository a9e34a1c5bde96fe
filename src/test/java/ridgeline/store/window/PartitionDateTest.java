package ridgeline.store.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class PartitionDateTest {
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
    "year=2001/month=12/region=day, 2001-12-01"
  })
  void theDateIsInTheName(String name, LocalDate date) {
    assertThat(PartitionDate.of(name)).contains(date);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "day=__HIVE_DEFAULT_PARTITION__",
        "day=2001-02-30",
        "day=2001-06-07T00:00",
        "region=2001/day=2001-06-07",
        "year=2001/month=13",
        "year=x/month=1",
        "year=2001/month=2/day=30",
        "year(time)=2001/month(time) + 1=6",
        "years=2001/month=6",
        "",
        "="
      })
  void otherNamesHaveNoDate(String name) {
    assertThat(PartitionDate.of(name)).isEmpty();
  }
}
