package ridgeline.job.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.linear.GridConfig;
import ridgeline.config.linear.RegParamConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.SweepListener;

/** The estimator that a job file describes. */
final class SweepEstimator {
  private static final int MAX_NAMED = 30;

  private SweepEstimator() {}

  /** All params but those that name columns, and the penalty factors. */
  static ElasticNetCV of(SweepConfig config, SparkSession spark, SweepListener listener) {
    ElasticNetCV estimator =
        new ElasticNetCV()
            .setNumFolds(config.folds().count())
            .setElasticNetParams(doubles(config.grid().elasticNetParam()))
            .setStandardization(config.grid().standardization())
            .setFitIntercept(config.grid().fitIntercept())
            .setL2Scale(config.grid().l2Scale().toString())
            .setEarlyStopping(config.earlyStopping().enabled())
            .setPatience(config.earlyStopping().patience())
            .setMinImprovement(config.earlyStopping().minImprovement())
            .setMinLambdas(config.earlyStopping().minLambdas())
            .setSelectionRule(config.select().rule().toString())
            .setEngine(config.engine().toString())
            .setRefit(config.refit().toString())
            .setTol(config.solver().tol())
            .setMaxIter(config.solver().maxIter())
            .setParallelism(Math.max(1, spark.sparkContext().defaultParallelism()))
            .setListener(listener);
    if (config.grid().regParam() instanceof RegParamConfig.Explicit explicit) {
      estimator.setRegParams(doubles(explicit.values()));
    } else if (config.grid().regParam() instanceof RegParamConfig.Generated generated) {
      estimator.setNumRegParams(generated.count());
      if (generated.minRatio() != null) {
        estimator.setMinRatio(generated.minRatio());
      }
    }
    return estimator;
  }

  /**
   * The penalty factor of each feature.
   *
   * @throws ConfigException if a factor is given for a feature that does not exist
   */
  static double[] penaltyFactors(GridConfig grid, List<String> names) throws ConfigException {
    return penaltyFactors(grid, names, Set.of());
  }

  /**
   * The penalty factor of each feature.
   *
   * @param absent names of features of which there are no rows, whose factors are ignored
   * @throws ConfigException if a factor is given for another feature that does not exist
   */
  static double[] penaltyFactors(GridConfig grid, List<String> names, Set<String> absent)
      throws ConfigException {
    Map<String, Double> given = grid.penaltyFactor();
    List<Problem> problems = new ArrayList<>();
    for (String name : given.keySet()) {
      if (!names.contains(name) && !absent.contains(name)) {
        problems.add(
            new Problem(
                "grid.penaltyFactor",
                "there is no feature %s; the features are %s"
                    .formatted(
                        name,
                        String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size()))))));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return names.stream().mapToDouble(name -> given.getOrDefault(name, 1.0)).toArray();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
