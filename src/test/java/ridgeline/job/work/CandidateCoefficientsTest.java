package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.data.design.Design;
import ridgeline.data.feature.Term;
import ridgeline.path.LinearFit;
import ridgeline.registry.gate.Distribution;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.report.linear.CoefficientMoves;
import ridgeline.report.linear.CoefficientMoves.Move;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Specifications;

/** The coefficients of models with different levels. */
@Tag("plain")
class CandidateCoefficientsTest {
  private static final LeafSpecification SPECIFICATION =
      Specifications.of(2, new Term(List.of(0), List.of()), new Term(List.of(), List.of(0)));

  private static VersionStatistics version(
      List<String> levels, List<Double> coefficients, List<Double> deviations) {
    ScoredFit.Fit fit = new ScoredFit.Fit(0, coefficients);
    return VersionStatistics.of(
        SPECIFICATION,
        List.of(levels),
        LocalDate.EPOCH,
        fit,
        fit,
        new Distribution(9, deviations.stream().map(each -> 0.0).toList(), deviations, List.of()));
  }

  private static final Design DESIGN =
      new Design("y", null, List.of("x"), List.of("c"), 1, List.of());

  private static final VersionStatistics CANDIDATE =
      version(List.of("b", "c"), List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 4.0, 2.0));

  private static final CandidateCoefficients COEFFICIENTS =
      new CandidateCoefficients(SPECIFICATION, DESIGN);

  @Test
  void areThoseOfTheLevelsOfBoth() {
    VersionStatistics champion =
        version(List.of("a", "b"), List.of(0.5, 7.0, 2.5), List.of(9.0, 6.0, 9.0, 9.0));

    CoefficientMoves moves = COEFFICIENTS.moves(CANDIDATE, champion, List.of());

    assertThat(moves.moves())
        .containsExactly(
            new Move("c=a", 0, 21.0, null),
            new Move("c=c", 6, 0.0, null),
            new Move("c=b", 2, 2.5, null),
            new Move("x", 0.5, 0.25, null));
  }

  @Test
  void haveTheStandardErrorsOfTheFolds() {
    List<LinearFit> folds =
        List.of(
            LinearFit.uncertified(0.1, 0, new double[] {1, 0, 3}, 1, true),
            LinearFit.uncertified(0.1, 0, new double[] {1, 2, 3}, 1, true));

    CoefficientMoves moves = COEFFICIENTS.moves(CANDIDATE, null, folds);

    assertThat(moves.folds()).isEqualTo(2);
    assertThat(moves.moves())
        .containsExactly(
            new Move("c=c", 6, null, 0.0),
            new Move("c=b", 2, null, 1.0),
            new Move("x", 0.5, null, 0.0));
  }
}
