package ridgeline.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class MeasurementsTest {
  @Test
  void findsTheMedianOfOddAndEvenNumbersOfRuns() {
    assertThat(Measurement.of("a", "s", List.of(3.0, 1.0, 7.0), null).median()).isEqualTo(3);
    assertThat(Measurement.of("a", "s", List.of(3.0, 1.0, 7.0, 5.0), null).median()).isEqualTo(4);
  }

  @Test
  void stagesAreAddedRunByRun() {
    Measurements measured = new Measurements();
    measured.add(Measurement.of("p.a", "s", List.of(1.0, 9.0, 2.0), null));
    measured.add(Measurement.of("p.b", "s", List.of(9.0, 3.0, 2.0), null));
    assertThat(measured.medianOfSum("p.", "a", "b")).contains(10.0);
    assertThat(measured.medianOfSum("p.", "a", "c")).isEmpty();
    assertThat(measured.medianOfSum("q.", "a")).isEmpty();
  }
}
