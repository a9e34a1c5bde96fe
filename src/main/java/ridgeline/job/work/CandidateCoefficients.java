package ridgeline.job.work;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.data.design.Design;
import ridgeline.path.LinearFit;
import ridgeline.registry.gate.Distribution;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.report.linear.CoefficientMoves;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.LeafSpecification;

/** The coefficients of a candidate and of the champion, over the features of both. */
final class CandidateCoefficients {
  private final LeafSpecification specification;
  private final Design design;

  CandidateCoefficients(LeafSpecification specification, Design design) {
    this.specification = specification;
    this.design = design;
  }

  /**
   * How far the coefficients moved. They are standardised by the deviations of the candidate's
   * rows; those of features that these do not have, by the deviations of the champion's.
   *
   * @param champion null if there was none
   * @param folds fits of the candidate without each fold; empty if there are none
   */
  CoefficientMoves moves(
      VersionStatistics candidate, @Nullable VersionStatistics champion, List<LinearFit> folds) {
    FeatureLevels own = candidate.features(specification);
    FeatureLevels union =
        champion == null
            ? own
            : FeatureLevels.union(List.of(own, champion.features(specification)));
    double[] ours = coefficients(candidate, union);
    double @Nullable [] theirs = champion == null ? null : coefficients(champion, union);
    double[] deviations = deviations(candidate, union);
    double[] before = champion == null ? deviations : deviations(champion, union);
    double label = deviations[union.count()];
    List<double[]> withoutFolds = folds.stream().map(fit -> over(union, own, fit)).toList();
    List<String> terms = design.names(union.levels());
    List<CoefficientMoves.Feature> features = new ArrayList<>();
    for (int j = 0; j < union.count(); j++) {
      int feature = j;
      features.add(
          new CoefficientMoves.Feature(
              terms.get(j),
              ours[j],
              theirs == null ? null : theirs[j],
              (deviations[j] > 0 ? deviations[j] : before[j]) / label,
              withoutFolds.stream().mapToDouble(fold -> fold[feature]).toArray()));
    }
    return CoefficientMoves.of(features);
  }

  private double[] coefficients(VersionStatistics version, FeatureLevels union) {
    ScoredFit fit = version.fitted(specification).over(union);
    return fit.fit().coefficients().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The deviations of the features and, last, the label; 0 for features that are not there. */
  private double[] deviations(VersionStatistics version, FeatureLevels union) {
    Distribution training = version.training();
    int[] positions = version.features(specification).positionsIn(union);
    double[] deviations = new double[union.count() + 1];
    IntStream.range(0, positions.length)
        .forEach(j -> deviations[positions[j]] = training.deviations().get(j));
    return deviations;
  }

  private static double[] over(FeatureLevels union, FeatureLevels own, LinearFit fit) {
    int[] positions = own.positionsIn(union);
    double[] coefficients = new double[union.count()];
    for (int k = 0; k < fit.indices().length; k++) {
      coefficients[positions[fit.indices()[k]]] = fit.values()[k];
    }
    return coefficients;
  }
}
