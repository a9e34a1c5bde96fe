package ridgeline.sweep;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.data.TrainingRows;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;
import ridgeline.select.CvCell;
import ridgeline.select.SelectionRule;
import ridgeline.select.StoppingRule;
import scala.Function1;

/**
 * Chooses regParam and elasticNetParam of a linear regression by cross-validation over whole
 * regularisation paths, and refits at the chosen cell.
 *
 * <p>The objective is that of {@link Penalty}. The {@code gram} engine reads the data once, the
 * {@code mllib} engine fits MLlib's LinearRegression in every cell; {@code auto} takes the first
 * where its statistics fit in memory.
 *
 * <p>Params have the names of {@code LinearRegression} and {@code CrossValidator} where those have
 * them. Input: a vector column, a numeric label, optionally a weight {@code >= 0} and a fold column
 * of ints from 0; without a fold column, rows are spread by a hash of features, label and weight,
 * so that equal rows share a fold.
 *
 * <p>{@code fit} throws {@link ridgeline.data.DataException} for data that cannot be used, {@link
 * EngineRefusedException} where the engine cannot do it, and IllegalArgumentException for a schema
 * or a param that does not fit.
 */
public final class ElasticNetCV extends Estimator<ElasticNetCVModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  /**
   * Past this difference MLlib's refit is not the minimum that the sweep certifies: on correlated
   * features its quasi-Newton solver can end early.
   */
  private static final double REFIT_TOLERANCE = 1e-4;

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
  private transient SweepListener listener = SweepListener.SILENT;

  public ElasticNetCV() {
    this(Identifiable$.MODULE$.randomUID("elasticNetCV"));
  }

  /** An estimator of a given uid, as Spark's readers make it. */
  public ElasticNetCV(String uid) {
    this.uid = uid;
    featuresCol = new Param<>(this, "featuresCol", "name of the vector column");
    labelCol = new Param<>(this, "labelCol", "name of the numeric label column");
    weightCol = new Param<>(this, "weightCol", "name of the weight column; empty for weights of 1");
    foldCol = new Param<>(this, "foldCol", "name of the fold column; empty for hashed folds");
    predictionCol = new Param<>(this, "predictionCol", "name of the column that the model adds");
    elasticNetParams =
        new DoubleArrayParam(
            this, "elasticNetParams", "shares of L1, each in [0, 1]", each(v -> v >= 0 && v <= 1));
    regParams =
        new DoubleArrayParam(
            this, "regParams", "explicit regParam values, each >= 0", each(ElasticNetCV::isFactor));
    numRegParams = new IntParam(this, "numRegParams", "values of a path", ParamValidators.gt(0));
    minRatio =
        new DoubleParam(
            this,
            "minRatio",
            "smallest to largest regParam of a path; unset as glmnet",
            ParamValidators.inRange(0, 1, false, false));
    penaltyFactors =
        new DoubleArrayParam(
            this,
            "penaltyFactors",
            "penalty factor of each feature, >= 0; unset for 1",
            each(ElasticNetCV::isFactor));
    standardization =
        new BooleanParam(this, "standardization", "penalise the standardised coefficients");
    fitIntercept = new BooleanParam(this, "fitIntercept", "fit an intercept");
    l2Scale = choice("l2Scale", "constant of the L2 part", "mllib", "plain");
    numFolds = new IntParam(this, "numFolds", "number of folds", ParamValidators.gtEq(2));
    seed = new LongParam(this, "seed", "seed of the hashed folds");
    earlyStopping = new BooleanParam(this, "earlyStopping", "leave a path that stopped improving");
    patience =
        new IntParam(
            this, "patience", "steps without improvement before stopping", ParamValidators.gt(0));
    minImprovement =
        new DoubleParam(
            this,
            "minImprovement",
            "relative fall of the error that is an improvement",
            ParamValidators.gtEq(0));
    minLambdas = new IntParam(this, "minLambdas", "steps always solved", ParamValidators.gt(0));
    selectionRule = choice("selectionRule", "which cell to refit", "min", "1se");
    engine = choice("engine", "how cells are solved", "auto", "gram", "mllib");
    refit = choice("refit", "what makes the final model", "mllib", "statistics");
    tol =
        new DoubleParam(
            this,
            "tol",
            "largest optimality violation of a converged cell, as a correlation",
            ParamValidators.gt(0));
    maxIter = new IntParam(this, "maxIter", "most iterations in a cell", ParamValidators.gt(0));
    parallelism = new IntParam(this, "parallelism", "MLlib fits at a time", ParamValidators.gt(0));
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
    setDefault(l2Scale, "mllib");
    setDefault(numFolds, 10);
    setDefault(seed, 42L);
    setDefault(earlyStopping, true);
    setDefault(patience, 5);
    setDefault(minImprovement, 1e-4);
    setDefault(minLambdas, 10);
    setDefault(selectionRule, "min");
    setDefault(engine, "auto");
    setDefault(refit, "mllib");
    setDefault(tol, 1e-7);
    setDefault(maxIter, 100_000);
    setDefault(parallelism, 2);
  }

  private Param<String> choice(String name, String doc, String... options) {
    return new Param<>(
        this, name, doc + ": " + String.join(", ", options), ParamValidators.inArray(options));
  }

  private interface DoubleCheck extends Serializable {
    boolean accepts(double value);
  }

  @SuppressWarnings("unchecked")
  private static Function1<double[], Object> each(DoubleCheck check) {
    return (Function1<double[], Object> & Serializable)
        values -> values.length > 0 && Arrays.stream(values).allMatch(check::accepts);
  }

  private static boolean isFactor(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  /** Reads an estimator that was saved. */
  public static MLReader<ElasticNetCV> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads an estimator that was saved at {@code path}. */
  public static ElasticNetCV load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ElasticNetCV copy(ParamMap extra) {
    ElasticNetCV copy = defaultCopy(extra);
    copy.listener = listener;
    return copy;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    requireColumn(schema, featuresCol, "an ML vector");
    requireColumn(schema, labelCol, "numeric");
    if (!getOrDefault(weightCol).isEmpty()) {
      requireColumn(schema, weightCol, "numeric");
    }
    if (!getOrDefault(foldCol).isEmpty()) {
      requireColumn(schema, foldCol, "numeric");
    }
    String prediction = getOrDefault(predictionCol);
    if (Arrays.asList(schema.fieldNames()).contains(prediction)) {
      throw new IllegalArgumentException(
          "predictionCol: there is a column %s already; set another name".formatted(prediction));
    }
    return schema.add(prediction, DataTypes.DoubleType, false);
  }

  private void requireColumn(StructType schema, Param<String> param, String kind) {
    String column = getOrDefault(param);
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new IllegalArgumentException(
          "%s: there is no column %s; there are %s"
              .formatted(param.name(), column, String.join(", ", schema.fieldNames())));
    }
    var type = schema.apply(schema.fieldIndex(column)).dataType();
    boolean fits =
        param.equals(featuresCol)
            ? type.equals(SQLDataTypes.VectorType())
            : type instanceof NumericType;
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: column %s must be %s, is %s"
              .formatted(param.name(), column, kind, type.simpleString()));
    }
  }

  @Override
  public ElasticNetCVModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    StageClock clock = new StageClock(listener);
    String[] names = FeatureNames.of(dataset, getOrDefault(featuresCol));
    CvSettings settings = settings(names.length);
    Dataset<Row> rows =
        TrainingRows.select(
            dataset,
            getOrDefault(featuresCol),
            getOrDefault(labelCol),
            getOrDefault(weightCol),
            fold());
    String chosen = chooseEngine(dataset, names.length);
    EngineResult found =
        chosen.equals("gram")
            ? new GramEngine(settings, clock, listener).run(rows, names)
            : new MllibEngine(settings, clock, listener).run(rows, names);
    CvCell selected = settings.selection().select(found.curves());
    Refit refitted =
        clock.time("refit", () -> refit(rows, names.length, settings, found, selected));
    LinearRegressionModel regression = refitted.model();
    regression.set(regression.featuresCol(), getOrDefault(featuresCol));
    regression.set(regression.labelCol(), getOrDefault(labelCol));
    regression.set(regression.predictionCol(), getOrDefault(predictionCol));
    SweepResult result =
        new SweepResult(
            chosen,
            List.of(names),
            found.deviations(),
            found.label().trainingDeviation(settings.folds()),
            found.rows(),
            found.zeroWeight(),
            settings.folds(),
            found.curves(),
            settings.selection(),
            refitted.by(),
            refitted.difference(),
            clock.seconds());
    ElasticNetCVModel model = new ElasticNetCVModel(uid, regression, result);
    model.setParent(this);
    return model;
  }

  /** Names of the features of a dataset, as {@link SweepResult#terms} will have them. */
  public List<String> featureNames(Dataset<?> dataset) {
    return List.of(FeatureNames.of(dataset, getOrDefault(featuresCol)));
  }

  private Column fold() {
    if (!getOrDefault(foldCol).isEmpty()) {
      return TrainingRows.quoted(getOrDefault(foldCol));
    }
    List<Column> keys =
        getOrDefault(weightCol).isEmpty()
            ? TrainingRows.quoted(getOrDefault(featuresCol), getOrDefault(labelCol))
            : TrainingRows.quoted(
                getOrDefault(featuresCol), getOrDefault(labelCol), getOrDefault(weightCol));
    return TrainingRows.hashedFold(keys, (Long) getOrDefault(seed), intOf(numFolds));
  }

  private CvSettings settings(int features) {
    return new CvSettings(
        getOrDefault(elasticNetParams),
        isSet(regParams) ? decreasing(getOrDefault(regParams)) : null,
        intOf(numRegParams),
        isSet(minRatio) ? doubleOf(minRatio) : null,
        penalty(features),
        intOf(numFolds),
        new StoppingRule(
            (Boolean) getOrDefault(earlyStopping),
            intOf(patience),
            doubleOf(minImprovement),
            intOf(minLambdas)),
        getOrDefault(selectionRule).equals("1se") ? SelectionRule.ONE_SE : SelectionRule.MIN,
        doubleOf(tol),
        intOf(maxIter),
        intOf(parallelism));
  }

  private Penalty penalty(int features) {
    boolean standardize = (Boolean) getOrDefault(standardization);
    boolean intercept = (Boolean) getOrDefault(fitIntercept);
    L2Scale scale = getOrDefault(l2Scale).equals("plain") ? L2Scale.PLAIN : L2Scale.MLLIB;
    if (!isSet(penaltyFactors)) {
      return Penalty.uniform(features, standardize, intercept, scale);
    }
    double[] factors = getOrDefault(penaltyFactors);
    if (factors.length != features) {
      throw new IllegalArgumentException(
          "penaltyFactors: there must be one for each of the %d features, got: %d"
              .formatted(features, factors.length));
    }
    return new Penalty(standardize, intercept, scale, factors);
  }

  private static double[] decreasing(double[] values) {
    return Arrays.stream(values)
        .boxed()
        .sorted(Comparator.reverseOrder())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private String chooseEngine(Dataset<?> dataset, int features) {
    String asked = getOrDefault(engine);
    boolean hasFactors =
        isSet(penaltyFactors)
            && Arrays.stream(getOrDefault(penaltyFactors)).anyMatch(factor -> factor != 1);
    boolean mllibRefit = getOrDefault(refit).equals("mllib");
    if (hasFactors && (asked.equals("mllib") || mllibRefit)) {
      throw new EngineRefusedException(
          "MLlib has no penalty factors; set refit: statistics, and engine: gram or auto");
    }
    if (asked.equals("mllib")) {
      return asked;
    }
    GramMemory memory =
        GramMemory.of(dataset.sparkSession().sparkContext(), features, intOf(numFolds));
    if (memory.fits()) {
      return "gram";
    }
    String refusal = memory.refusal(features, intOf(numFolds));
    if (asked.equals("gram") || hasFactors) {
      throw new EngineRefusedException("engine gram: " + refusal);
    }
    listener.note("engine mllib is taken: " + refusal);
    return "mllib";
  }

  /** The final model, what made it, and how far MLlib's is from the sweep's own fit. */
  private record Refit(LinearRegressionModel model, String by, double difference) {}

  private Refit refit(
      Dataset<Row> rows, int features, CvSettings settings, EngineResult found, CvCell selected) {
    LinearRegressionModel own =
        new LinearRegressionModel(
            Identifiable$.MODULE$.randomUID("linReg"),
            Vectors.dense(selected.fit().dense(features)).compressed(),
            selected.fit().intercept());
    if (getOrDefault(refit).equals("statistics")) {
      return new Refit(own, "statistics", 0);
    }
    double labelDeviation = found.label().trainingDeviation(settings.folds());
    double unbiasedFactor =
        MllibRegression.takesUnbiased(features)
            ? UnbiasedFactors.collect(rows, settings.folds())[settings.folds()]
            : Double.NaN;
    LinearRegressionModel mllib =
        new MllibRegression(settings.penalty(), settings.tol(), settings.maxIter())
            .fit(
                new MllibRegression.Training(rows, labelDeviation, unbiasedFactor),
                features,
                selected.elasticNetParam(),
                selected.regParam());
    double difference = 0;
    for (int j = 0; j < features; j++) {
      double change = Math.abs(mllib.coefficients().apply(j) - own.coefficients().apply(j));
      difference = Math.max(difference, change * found.deviations()[j] / labelDeviation);
    }
    boolean certified = selected.fit().converged() && !Double.isNaN(selected.fit().kkt());
    if (certified && !(difference <= REFIT_TOLERANCE)) {
      listener.note(
          "MLlib's refit ends %.2g from the sweep's fit (KKT residual %.1g), in standardised coefficients; the sweep's fit is kept"
              .formatted(difference, selected.fit().kkt()));
      return new Refit(own, "statistics", difference);
    }
    return new Refit(mllib, "mllib", difference);
  }

  private int intOf(IntParam param) {
    return (Integer) getOrDefault(param);
  }

  private double doubleOf(DoubleParam param) {
    return (Double) getOrDefault(param);
  }

  private <T> ElasticNetCV with(Param<T> param, T value) {
    set(param, value);
    return this;
  }

  /** Sets who is told how the fit goes on; not a param, and not saved. */
  public ElasticNetCV setListener(SweepListener value) {
    listener = value;
    return this;
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
}
