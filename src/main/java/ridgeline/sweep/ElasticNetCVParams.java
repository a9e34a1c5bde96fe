package ridgeline.sweep;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import ridgeline.config.Limits;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.path.L2Scale;
import ridgeline.select.SelectionRule;
import scala.Function1;

/**
 * The params of {@link ElasticNetCV}, with their defaults, setters and getters. It is public
 * because Spark and notebooks call them by reflection.
 */
public abstract sealed class ElasticNetCVParams extends Estimator<ElasticNetCVModel>
    permits ElasticNetCV {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> featuresCol;
  private final Param<String> labelCol;
  private final Param<String> weightCol;
  private final Param<String> foldCol;
  private final Param<String> predictionCol;
  private final DoubleArrayParam elasticNetParams;
  private final DoubleArrayParam regParams;
  private final IntParam numRegParams;
  private final DoubleParam minRatio;
  private final DoubleArrayParam penaltyFactors;
  private final BooleanParam standardization;
  private final BooleanParam fitIntercept;
  private final Param<String> l2Scale;
  private final IntParam numFolds;
  private final LongParam seed;
  private final BooleanParam earlyStopping;
  private final IntParam patience;
  private final DoubleParam minImprovement;
  private final IntParam minLambdas;
  private final Param<String> selectionRule;
  private final Param<String> engine;
  private final Param<String> refit;
  private final DoubleParam tol;
  private final IntParam maxIter;
  private final IntParam parallelism;
  private final BooleanParam collectFoldFits;

  ElasticNetCVParams(String uid) {
    this.uid = uid;
    featuresCol = new Param<>(uid, "featuresCol", "name of the vector column", String.class);
    labelCol = new Param<>(uid, "labelCol", "name of the numeric label column", String.class);
    weightCol =
        new Param<>(
            uid, "weightCol", "name of the weight column; empty for weights of 1", String.class);
    foldCol =
        new Param<>(
            uid, "foldCol", "name of the fold column; empty for hashed folds", String.class);
    predictionCol =
        new Param<>(uid, "predictionCol", "name of the column that the model adds", String.class);
    elasticNetParams =
        new DoubleArrayParam(
            this,
            "elasticNetParams",
            "L1 shares, each in [0, 1]",
            each("elasticNetParams", "in [0, 1]", v -> v >= 0 && v <= 1));
    regParams =
        new DoubleArrayParam(
            this,
            "regParams",
            "explicit regParam values, each >= 0",
            each("regParams", "finite and >= 0", ElasticNetCVParams::isFactor));
    numRegParams =
        new IntParam(
            this,
            "numRegParams",
            "number of regParam values of a path",
            rule(
                "numRegParams",
                "from 1 to " + Limits.MAX_REG_PARAMS,
                v -> v >= 1 && v <= Limits.MAX_REG_PARAMS));
    minRatio =
        new DoubleParam(
            this,
            "minRatio",
            "ratio of the smallest to the largest regParam of a path; unset: as in glmnet, then"
                + " extended while the error falls",
            rule("minRatio", "in (0, 1)", v -> v > 0 && v < 1));
    penaltyFactors =
        new DoubleArrayParam(
            this,
            "penaltyFactors",
            "penalty factor of each feature, >= 0; unset: 1",
            each("penaltyFactors", "finite and >= 0", ElasticNetCVParams::isFactor));
    standardization =
        new BooleanParam(this, "standardization", "penalise the standardised coefficients");
    fitIntercept = new BooleanParam(this, "fitIntercept", "fit an intercept");
    l2Scale = choice(uid, "l2Scale", "constant of the L2 part", L2Scale.values());
    numFolds =
        new IntParam(
            this,
            "numFolds",
            "number of folds",
            rule(
                "numFolds", "from 2 to " + Limits.MAX_FOLDS, v -> v >= 2 && v <= Limits.MAX_FOLDS));
    seed = new LongParam(this, "seed", "seed of the hashed folds");
    earlyStopping = new BooleanParam(this, "earlyStopping", "stop a path that no longer improves");
    patience =
        new IntParam(
            this, "patience", "steps without improvement before stopping", positive("patience"));
    minImprovement =
        new DoubleParam(
            this,
            "minImprovement",
            "minimum relative decrease of the error that counts as an improvement",
            rule("minImprovement", ">= 0", v -> v >= 0));
    minLambdas =
        new IntParam(
            this, "minLambdas", "number of steps that are always solved", positive("minLambdas"));
    selectionRule =
        choice(uid, "selectionRule", "rule that selects the cell to refit", SelectionRule.values());
    engine = choice(uid, "engine", "how cells are solved", EngineChoice.values());
    refit = choice(uid, "refit", "how the final model is fitted", RefitChoice.values());
    tol =
        new DoubleParam(
            this,
            "tol",
            "maximum optimality violation of a converged cell, in the unit of a correlation",
            positive("tol"));
    maxIter =
        new IntParam(
            this, "maxIter", "maximum number of iterations in a cell", positive("maxIter"));
    parallelism =
        new IntParam(
            this, "parallelism", "number of concurrent MLlib fits", positive("parallelism"));
    collectFoldFits =
        new BooleanParam(
            this,
            "collectFoldFits",
            "also fit the selected cell to the training rows of each fold");
    setDefaults();
  }

  private void setDefaults() {
    setDefault(featuresCol, "features");
    setDefault(labelCol, "label");
    setDefault(weightCol, "");
    setDefault(foldCol, "");
    setDefault(predictionCol, "prediction");
    setDefault(elasticNetParams, new double[] {0, 0.1, 0.5, 0.9, 1});
    setDefault(numRegParams, 100);
    setDefault(standardization, true);
    setDefault(fitIntercept, true);
    setDefault(l2Scale, L2Scale.MLLIB.toString());
    setDefault(numFolds, 10);
    setDefault(seed, 42L);
    setDefault(earlyStopping, true);
    setDefault(patience, 5);
    setDefault(minImprovement, 1e-4);
    setDefault(minLambdas, 10);
    setDefault(selectionRule, SelectionRule.MIN.toString());
    setDefault(engine, EngineChoice.AUTO.toString());
    setDefault(refit, RefitChoice.MLLIB.toString());
    setDefault(tol, 1e-7);
    setDefault(maxIter, 100_000);
    setDefault(parallelism, 2);
    setDefault(collectFoldFits, false);
  }

  private static Param<String> choice(String uid, String name, String doc, Enum<?>[] options) {
    List<String> choices = Arrays.stream(options).map(Enum::toString).toList();
    return choice(uid, name, doc + ": " + String.join(", ", choices), choices);
  }

  /** A param whose value is one of some texts. */
  @SuppressWarnings("unchecked")
  static Param<String> choice(String uid, String name, String doc, List<String> choices) {
    String rule = "one of " + String.join(", ", choices);
    Function1<String, Object> check =
        (Function1<String, Object> & Serializable)
            value -> accepted(value != null && choices.contains(value), name, rule, value);
    return new Param<>(uid, name, doc, check, String.class);
  }

  /** The choice that has a text. */
  static <E extends Enum<E>> E chosen(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(option -> option.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is none of %s".formatted(text, Arrays.toString(type.getEnumConstants()))));
  }

  final L2Scale chosenL2Scale() {
    return chosen(L2Scale.class, getL2Scale());
  }

  final SelectionRule chosenRule() {
    return chosen(SelectionRule.class, getSelectionRule());
  }

  final EngineChoice chosenEngine() {
    return chosen(EngineChoice.class, getEngine());
  }

  final RefitChoice chosenRefit() {
    return chosen(RefitChoice.class, getRefit());
  }

  private interface DoubleCheck extends Serializable {
    boolean accepts(double value);
  }

  /** Returns true or throws; Spark's own message does not say which values are valid. */
  private static boolean accepted(boolean accepts, String name, String rule, Object value) {
    if (!accepts) {
      throw new IllegalArgumentException("%s must be %s, got: %s".formatted(name, rule, value));
    }
    return true;
  }

  @SuppressWarnings("unchecked")
  private static Function1<Object, Object> rule(String name, String rule, DoubleCheck check) {
    return (Function1<Object, Object> & Serializable)
        value -> accepted(check.accepts(((Number) value).doubleValue()), name, rule, value);
  }

  private static Function1<Object, Object> positive(String name) {
    return rule(name, "> 0", v -> v > 0);
  }

  @SuppressWarnings("unchecked")
  private static Function1<double[], Object> each(String name, String rule, DoubleCheck check) {
    return (Function1<double[], Object> & Serializable)
        values ->
            accepted(
                values.length > 0 && Arrays.stream(values).allMatch(check::accepts),
                name,
                "one or more numbers, each " + rule,
                Arrays.toString(values));
  }

  private static boolean isFactor(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Shows the values of an array, unlike Spark's, which shows its identity. */
  @Override
  public String explainParam(Param<?> param) {
    if (!(param instanceof DoubleArrayParam array)) {
      return super.explainParam(param);
    }
    List<String> values = new ArrayList<>();
    if (getDefault(array).isDefined()) {
      values.add("default: " + Arrays.toString(getDefault(array).get()));
    }
    if (get(array).isDefined()) {
      values.add("current: " + Arrays.toString(get(array).get()));
    }
    String shown = values.isEmpty() ? "undefined" : String.join(", ", values);
    return "%s: %s (%s)".formatted(array.name(), array.doc(), shown);
  }

  private <T> ElasticNetCV with(Param<T> param, T value) {
    set(param, value);
    return (ElasticNetCV) this;
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public ElasticNetCV setFeaturesCol(String value) {
    return with(featuresCol, value);
  }

  public String getFeaturesCol() {
    return getOrDefault(featuresCol);
  }

  public Param<String> labelCol() {
    return labelCol;
  }

  public ElasticNetCV setLabelCol(String value) {
    return with(labelCol, value);
  }

  public String getLabelCol() {
    return getOrDefault(labelCol);
  }

  public Param<String> weightCol() {
    return weightCol;
  }

  public ElasticNetCV setWeightCol(String value) {
    return with(weightCol, value);
  }

  public String getWeightCol() {
    return getOrDefault(weightCol);
  }

  public Param<String> foldCol() {
    return foldCol;
  }

  public ElasticNetCV setFoldCol(String value) {
    return with(foldCol, value);
  }

  public String getFoldCol() {
    return getOrDefault(foldCol);
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public ElasticNetCV setPredictionCol(String value) {
    return with(predictionCol, value);
  }

  public String getPredictionCol() {
    return getOrDefault(predictionCol);
  }

  public DoubleArrayParam elasticNetParams() {
    return elasticNetParams;
  }

  public ElasticNetCV setElasticNetParams(double[] value) {
    return with(elasticNetParams, value);
  }

  public double[] getElasticNetParams() {
    return getOrDefault(elasticNetParams);
  }

  public DoubleArrayParam regParams() {
    return regParams;
  }

  public ElasticNetCV setRegParams(double[] value) {
    return with(regParams, value);
  }

  public double[] getRegParams() {
    return getOrDefault(regParams);
  }

  public IntParam numRegParams() {
    return numRegParams;
  }

  public ElasticNetCV setNumRegParams(int value) {
    return with(numRegParams, value);
  }

  public int getNumRegParams() {
    return (Integer) getOrDefault(numRegParams);
  }

  public DoubleParam minRatio() {
    return minRatio;
  }

  public ElasticNetCV setMinRatio(double value) {
    return with(minRatio, value);
  }

  public double getMinRatio() {
    return (Double) getOrDefault(minRatio);
  }

  public DoubleArrayParam penaltyFactors() {
    return penaltyFactors;
  }

  public ElasticNetCV setPenaltyFactors(double[] value) {
    return with(penaltyFactors, value);
  }

  public double[] getPenaltyFactors() {
    return getOrDefault(penaltyFactors);
  }

  public BooleanParam standardization() {
    return standardization;
  }

  public ElasticNetCV setStandardization(boolean value) {
    return with(standardization, value);
  }

  public boolean getStandardization() {
    return (Boolean) getOrDefault(standardization);
  }

  public BooleanParam fitIntercept() {
    return fitIntercept;
  }

  public ElasticNetCV setFitIntercept(boolean value) {
    return with(fitIntercept, value);
  }

  public boolean getFitIntercept() {
    return (Boolean) getOrDefault(fitIntercept);
  }

  public Param<String> l2Scale() {
    return l2Scale;
  }

  public ElasticNetCV setL2Scale(String value) {
    return with(l2Scale, value);
  }

  public String getL2Scale() {
    return getOrDefault(l2Scale);
  }

  public IntParam numFolds() {
    return numFolds;
  }

  public ElasticNetCV setNumFolds(int value) {
    return with(numFolds, value);
  }

  public int getNumFolds() {
    return (Integer) getOrDefault(numFolds);
  }

  public LongParam seed() {
    return seed;
  }

  public ElasticNetCV setSeed(long value) {
    return with(seed, value);
  }

  public long getSeed() {
    return (Long) getOrDefault(seed);
  }

  public BooleanParam earlyStopping() {
    return earlyStopping;
  }

  public ElasticNetCV setEarlyStopping(boolean value) {
    return with(earlyStopping, value);
  }

  public boolean getEarlyStopping() {
    return (Boolean) getOrDefault(earlyStopping);
  }

  public IntParam patience() {
    return patience;
  }

  public ElasticNetCV setPatience(int value) {
    return with(patience, value);
  }

  public int getPatience() {
    return (Integer) getOrDefault(patience);
  }

  public DoubleParam minImprovement() {
    return minImprovement;
  }

  public ElasticNetCV setMinImprovement(double value) {
    return with(minImprovement, value);
  }

  public double getMinImprovement() {
    return (Double) getOrDefault(minImprovement);
  }

  public IntParam minLambdas() {
    return minLambdas;
  }

  public ElasticNetCV setMinLambdas(int value) {
    return with(minLambdas, value);
  }

  public int getMinLambdas() {
    return (Integer) getOrDefault(minLambdas);
  }

  public Param<String> selectionRule() {
    return selectionRule;
  }

  public ElasticNetCV setSelectionRule(String value) {
    return with(selectionRule, value);
  }

  public String getSelectionRule() {
    return getOrDefault(selectionRule);
  }

  public Param<String> engine() {
    return engine;
  }

  public ElasticNetCV setEngine(String value) {
    return with(engine, value);
  }

  public String getEngine() {
    return getOrDefault(engine);
  }

  public Param<String> refit() {
    return refit;
  }

  public ElasticNetCV setRefit(String value) {
    return with(refit, value);
  }

  public String getRefit() {
    return getOrDefault(refit);
  }

  public DoubleParam tol() {
    return tol;
  }

  public ElasticNetCV setTol(double value) {
    return with(tol, value);
  }

  public double getTol() {
    return (Double) getOrDefault(tol);
  }

  public IntParam maxIter() {
    return maxIter;
  }

  public ElasticNetCV setMaxIter(int value) {
    return with(maxIter, value);
  }

  public int getMaxIter() {
    return (Integer) getOrDefault(maxIter);
  }

  public IntParam parallelism() {
    return parallelism;
  }

  public ElasticNetCV setParallelism(int value) {
    return with(parallelism, value);
  }

  public int getParallelism() {
    return (Integer) getOrDefault(parallelism);
  }

  public BooleanParam collectFoldFits() {
    return collectFoldFits;
  }

  public ElasticNetCV setCollectFoldFits(boolean value) {
    return with(collectFoldFits, value);
  }

  public boolean getCollectFoldFits() {
    return (Boolean) getOrDefault(collectFoldFits);
  }
}
