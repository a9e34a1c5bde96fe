package ridgeline.job.work.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.policy.Policy;
import ridgeline.registry.policy.ServedDates;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.window.DatedLeaf;

/** Errors of two dates, with labels of mean 0 and 3 and a variance of 4. */
@Tag("plain")
class TrainingErrorsTest {
  private static final LocalDate FIRST = LocalDate.of(2001, 1, 1);

  private static final FeatureLevels NONE = new FeatureLevels(List.of(), List.of());

  private final List<String> worked = new ArrayList<>();
  private final TrainingErrors errors =
      new TrainingErrors(ServedDates.of(List.of(leaf(0), leaf(1))), () -> worked.add("one"));

  private static DatedLeaf leaf(int day) {
    SymmetricMatrix squares = SymmetricMatrix.ofPacked(1, new double[] {4.0 * 10});
    Moments label = Moments.of(10, 10, new double[] {3.0 * day}, squares);
    return new DatedLeaf(
        "day=" + day, FIRST.plusDays(day), new Leaf(NONE, List.of(label), List.of(), List.of()));
  }

  private static PolicyPlan.Training training(String window) {
    return new PolicyPlan.Training(FIRST, new Policy.Rows(window, Policy.NONE));
  }

  private static ScoredFit fit(double intercept) {
    return new ScoredFit(NONE, new ScoredFit.Fit(intercept, List.of()));
  }

  @Test
  void eachIsWorkedOutOnce() {
    for (int policy = 0; policy < 3; policy++) {
      assertThat(errors.meanSquaredError(training("all"), fit(1), 0)).isEqualTo(4 + 1);
      assertThat(errors.meanSquaredError(training("all"), fit(1), 1)).isEqualTo(4 + 4);
      assertThat(errors.meanSquaredError(training("9 days"), fit(3), 1)).isEqualTo(4);
    }

    assertThat(worked).hasSize(3);
  }

  @Test
  void anInterruptionEndsIt() {
    TrainingErrors interrupted =
        new TrainingErrors(
            ServedDates.of(List.of(leaf(0))),
            () -> {
              throw new IllegalStateException("interrupted");
            });

    assertThatThrownBy(() -> interrupted.meanSquaredError(training("all"), fit(1), 0))
        .hasMessage("interrupted");
  }
}
