package ridgeline.sweep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.stats.CorrelatedPair;

/**
 * A {@link SweepResult} as the JSON of saved models has it, all of whose versions have these keys.
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredResult(
    String engine,
    List<String> terms,
    double[] means,
    double[] deviations,
    double labelMean,
    double labelDeviation,
    @Nullable List<CorrelatedPair> collinear,
    long rows,
    long zeroWeight,
    int folds,
    List<CvCurve> curves,
    List<LinearFit> foldFits,
    SelectionRule selection,
    String refit,
    double refitDifference,
    Map<String, Double> seconds) {

  static StoredResult of(SweepResult result) {
    return new StoredResult(
        result.engine().toString(),
        result.features().names(),
        result.features().means(),
        result.features().deviations(),
        result.label().mean(),
        result.label().deviation(),
        result.features().collinear(),
        result.rows().read(),
        result.rows().zeroWeight(),
        result.validation().folds(),
        result.validation().curves(),
        result.validation().foldFits(),
        result.validation().rule(),
        result.refit().by().toString(),
        result.refit().difference(),
        result.seconds());
  }

  SweepResult result() {
    return new SweepResult(
        ElasticNetCVParams.chosen(EngineChoice.class, engine),
        new SweepResult.Features(terms, means, deviations, collinear),
        new SweepResult.Label(labelMean, labelDeviation),
        new SweepResult.Rows(rows, zeroWeight),
        new SweepResult.Validation(folds, curves, selection, foldFits),
        new SweepResult.Refitted(
            ElasticNetCVParams.chosen(RefitChoice.class, refit), refitDifference),
        seconds);
  }
}
