package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.EarlyStoppingConfig;
import ridgeline.config.linear.RegParamConfig;
import ridgeline.config.linear.SolverConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;

/** How the estimator's params are explained and checked. */
@Tag("plain")
class ElasticNetCVParamsTest {
  @Test
  void explainsArraysByTheirValues() {
    ElasticNetCV estimator = new ElasticNetCV().setRegParams(new double[] {0.5, 2});
    assertThat(estimator.explainParams())
        .contains(
            "elasticNetParams: L1 shares, each in [0, 1] (default: [0.0, 0.1, 0.5, 0.9, 1.0])",
            "regParams: explicit regParam values, each >= 0 (current: [0.5, 2.0])",
            "penaltyFactors: penalty factor of each feature, >= 0; unset: 1 (undefined)",
            "numFolds: number of folds (default: 10)")
        .doesNotContain("[D@");
  }

  /** The messages for invalid values. */
  @Test
  void rejectionsNameTheValidValues() {
    Map<String, Consumer<ElasticNetCV>> refused =
        Map.ofEntries(
            Map.entry(
                "selectionRule must be one of min, 1se, got: best",
                e -> e.setSelectionRule("best")),
            Map.entry(
                "engine must be one of auto, gram, mllib, mllib-rows, got: fast",
                e -> e.setEngine("fast")),
            Map.entry(
                "refit must be one of mllib, mllib-rows, statistics, got: rows",
                e -> e.setRefit("rows")),
            Map.entry("l2Scale must be one of mllib, plain, got: x", e -> e.setL2Scale("x")),
            Map.entry(
                "numFolds must be from 2 to 10000, got: 2147483647",
                e -> e.setNumFolds(Integer.MAX_VALUE)),
            Map.entry("numRegParams must be from 1 to 10000, got: 0", e -> e.setNumRegParams(0)),
            Map.entry("minRatio must be in (0, 1), got: NaN", e -> e.setMinRatio(Double.NaN)),
            Map.entry("tol must be > 0, got: 0.0", e -> e.setTol(0)),
            Map.entry("patience must be > 0, got: 0", e -> e.setPatience(0)),
            Map.entry(
                "minImprovement must be >= 0, got: NaN", e -> e.setMinImprovement(Double.NaN)),
            Map.entry(
                "elasticNetParams must be one or more numbers, each in [0, 1], got: [0.5, 2.0]",
                e -> e.setElasticNetParams(new double[] {0.5, 2})),
            Map.entry(
                "regParams must be one or more numbers, each finite and >= 0, got: []",
                e -> e.setRegParams(new double[0])));
    refused.forEach(
        (message, setter) ->
            assertThatThrownBy(() -> setter.accept(new ElasticNetCV()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message));
  }

  @Test
  void defaultsAreThoseOfAJobFile() throws ConfigException {
    SweepConfig job =
        SweepConfigReader.read(
            "{name: defaults, data: {path: t.csv, label: y, numeric: [x]}}", "test", List.of());
    ElasticNetCV estimator = new ElasticNetCV();
    assertThat(estimator.getElasticNetParams())
        .containsExactly(
            job.grid().elasticNetParam().stream().mapToDouble(Double::doubleValue).toArray());
    assertThat(job.grid().regParam())
        .isEqualTo(new RegParamConfig.Generated(estimator.getNumRegParams(), null));
    assertThat(estimator.isSet(estimator.minRatio())).isFalse();
    assertThat(estimator.getStandardization()).isEqualTo(job.grid().standardization());
    assertThat(estimator.getFitIntercept()).isEqualTo(job.grid().fitIntercept());
    assertThat(estimator.getL2Scale()).isEqualTo(job.grid().l2Scale().toString());
    assertThat(estimator.getNumFolds()).isEqualTo(job.folds().count());
    assertThat(estimator.getSeed()).isEqualTo(job.folds().seed());
    assertThat(
            new EarlyStoppingConfig(
                estimator.getEarlyStopping(),
                estimator.getPatience(),
                estimator.getMinImprovement(),
                estimator.getMinLambdas()))
        .isEqualTo(job.earlyStopping());
    assertThat(estimator.getSelectionRule()).isEqualTo(job.select().rule().toString());
    assertThat(estimator.getEngine()).isEqualTo(job.engine().toString());
    assertThat(estimator.getRefit()).isEqualTo(job.refit().toString());
    assertThat(new SolverConfig(estimator.getTol(), estimator.getMaxIter()))
        .isEqualTo(job.solver());
  }
}
