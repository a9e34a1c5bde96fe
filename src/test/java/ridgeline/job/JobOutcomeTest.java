package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class JobOutcomeTest {
  @Test
  void whatIsNotDoneIsThrown() {
    assertThat(new JobOutcome(0, "runs/rent", null, null).requireDone()).isEqualTo("runs/rent");
    assertThatThrownBy(() -> new JobOutcome(3, null, "no rows", null).requireDone())
        .isInstanceOfSatisfying(
            JobException.class, failure -> assertThat(failure.exitCode()).isEqualTo(3))
        .hasMessage("no rows");
    assertThatThrownBy(() -> new JobOutcome(4, "store", null, null).requireDone())
        .hasMessage("the gate refused the model");
  }
}
