package ridgeline.sweep;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.aggregate.MomentsTable;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.data.TrainingRows;
import ridgeline.data.UnusableRowsException;
import ridgeline.data.columns.RawTable;
import ridgeline.data.fold.FoldColumn;
import ridgeline.data.fold.FoldHash;
import ridgeline.data.sql.AmbiguousColumns;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.table.TrainingTable;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;
import ridgeline.select.CvCell;
import ridgeline.select.StoppingRule;
import ridgeline.stats.FoldMoments;
import ridgeline.sweep.engine.CvSettings;
import ridgeline.sweep.engine.EngineResult;
import ridgeline.sweep.engine.FoldKeys;
import ridgeline.sweep.engine.GramEngine;
import ridgeline.sweep.engine.GramMemory;
import ridgeline.sweep.engine.MllibEngine;
import ridgeline.sweep.engine.MllibRowsEngine;
import ridgeline.sweep.engine.StageTimer;

/**
 * Chooses regParam and elasticNetParam of a linear regression by cross-validation over whole
 * regularisation paths, and refits at the chosen cell.
 *
 * <p>The objective is that of {@link Penalty}. The {@code gram} engine reads the data once and
 * solves every cell from statistics. {@code mllib} fits MLlib's LinearRegression in every cell to a
 * few rows with the same statistics, {@code mllib-rows} to the rows themselves. {@code auto} is
 * {@code gram} if the statistics fit in memory, otherwise {@code mllib-rows}.
 *
 * <p>Params are named as in {@code LinearRegression} and {@code CrossValidator} if they exist
 * there. The input is a vector column, a numeric label, and optionally a weight {@code >= 0} and a
 * fold column of ints from 0. Without a fold column, rows are assigned to folds by a hash of
 * features, label and weight, so that equal rows share a fold. A {@link MomentsTable} may be the
 * input instead; then the params that name columns say nothing, and its rows are the folds.
 *
 * <p>{@code fit} throws {@link ridgeline.data.DataException} if the data cannot be used, {@link
 * EngineRefusedException} if the engine cannot do the work, and IllegalArgumentException for an
 * unsuitable schema or param.
 */
public final class ElasticNetCV extends ElasticNetCVParams implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private transient SweepListener listener = SweepListener.SILENT;

  public ElasticNetCV() {
    this(Identifiable$.MODULE$.randomUID("elasticNetCV"));
  }

  /** An estimator with a given uid, as created by Spark's readers. */
  public ElasticNetCV(String uid) {
    super(uid);
  }

  /** Reads a saved estimator. */
  public static MLReader<ElasticNetCV> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads an estimator that was saved at {@code path}. */
  public static ElasticNetCV load(String path) {
    return read().load(path);
  }

  @Override
  public ElasticNetCV copy(ParamMap extra) {
    ElasticNetCV copy = defaultCopy(extra);
    copy.listener = listener;
    return copy;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    requireColumn(schema, featuresCol(), "an ML vector");
    if (getFeaturesCol().contains(".")) {
      throw new IllegalArgumentException(
          "featuresCol: MLlib's models cannot read the column %s, because of its dot; rename it"
              .formatted(getFeaturesCol()));
    }
    requireColumn(schema, labelCol(), "numeric");
    if (!getWeightCol().isEmpty()) {
      requireColumn(schema, weightCol(), "numeric");
    }
    if (!getFoldCol().isEmpty()) {
      requireColumn(schema, foldCol(), "numeric");
    }
    String prediction = getPredictionCol();
    if (Arrays.asList(schema.fieldNames()).contains(prediction)) {
      throw new IllegalArgumentException(
          "predictionCol: the column %s already exists; set another name".formatted(prediction));
    }
    return schema.add(prediction, DataTypes.DoubleType, false);
  }

  private void requireColumn(StructType schema, Param<String> param, String kind) {
    String column = getOrDefault(param);
    if (!Arrays.asList(schema.fieldNames()).contains(column)) {
      throw new IllegalArgumentException(
          "%s: there is no column %s; the columns are %s"
              .formatted(param.name(), column, String.join(", ", schema.fieldNames())));
    }
    var type = schema.apply(schema.fieldIndex(column)).dataType();
    boolean fits =
        param.equals(featuresCol())
            ? type.equals(SQLDataTypes.VectorType())
            : type instanceof NumericType;
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: column %s must be %s, but is %s"
              .formatted(param.name(), column, kind, type.simpleString()));
    }
  }

  @Override
  public ElasticNetCVModel fit(Dataset<?> dataset) {
    if (MomentsTable.isOne(dataset.schema())) {
      FoldMoments moments = MomentsTable.read(dataset);
      ElasticNetCV estimator =
          isSet(numFolds()) ? this : copy(ParamMap.empty()).setNumFolds(moments.count());
      return estimator.fit(dataset.sparkSession(), moments, MomentsTable.names(dataset.schema()));
    }
    try {
      return fit(dataset, FoldKeys.ESTIMATOR);
    } catch (Exception e) { // Spark's are checked, but not declared in Scala
      FoldColumn.throwFault(e, getFoldCol());
      if (AmbiguousColumns.explain(e, dataset.columns()).isPresent()) {
        requireUnambiguous(dataset);
      }
      throw e;
    }
  }

  /** Refuses a column that Spark does not find because its name matches several. */
  private void requireUnambiguous(Dataset<?> rows) {
    for (Param<String> param : List.of(featuresCol(), labelCol(), weightCol(), foldCol())) {
      String column = getOrDefault(param);
      if (!column.isEmpty()) {
        AmbiguousColumns.require(rows, param.name(), column);
      }
    }
  }

  private ElasticNetCVModel fit(Dataset<?> dataset, FoldKeys foldKeys) {
    transformSchema(dataset.schema());
    Dataset<Row> used =
        getWeightCol().isEmpty()
            ? dataset.toDF()
            : TrainingRows.weighted(dataset.toDF(), ColumnNames.quoted(getWeightCol()));
    String[] names = FeatureNames.of(used, getFeaturesCol());
    Dataset<Row> rows =
        TrainingRows.select(dataset, getFeaturesCol(), getLabelCol(), getWeightCol(), fold());
    SparkSession spark = dataset.sparkSession();
    return fit(
        spark,
        chooseEngine(spark, names.length, foldKeys),
        foldKeys,
        names,
        new StageTimer(listener::stage),
        () -> rows,
        () -> FoldStatistics.collect(rows, names.length, names, getNumFolds()));
  }

  /**
   * Fits the rows of a table. If possible, it reads the columns from which the vectors would be
   * assembled, and assembles no vectors. The params that name columns must be those of {@link
   * TrainingRows}.
   *
   * @throws ridgeline.data.DataException if the rows cannot be used
   */
  public ElasticNetCVModel fit(TrainingTable table) {
    try {
      RawTable raw = table.raw();
      return raw == null ? fit(table.rows(), FoldKeys.JOB) : fitColumns(table, raw);
    } catch (UnusableRowsException e) {
      table.requireValid();
      throw e;
    }
  }

  private ElasticNetCVModel fitColumns(TrainingTable table, RawTable raw) {
    String[] names = table.names().toArray(String[]::new);
    SparkSession spark = raw.rows().sparkSession();
    EngineChoice engine = chooseEngine(spark, names.length, FoldKeys.JOB);
    StageTimer timer = new StageTimer(listener::stage);
    if (engine == EngineChoice.MLLIB_ROWS) {
      timer.run("reading", table::requireValid);
    }
    return fit(
        spark,
        engine,
        FoldKeys.JOB,
        names,
        timer,
        table::rows,
        () -> FoldStatistics.collect(raw, names, getNumFolds()));
  }

  /**
   * Fits from the moments of the rows of each fold, without the rows.
   *
   * @param moments of {@code numFolds} folds
   * @param names names of the features
   * @throws EngineRefusedException if the engine or the refit needs the rows, or if there is not
   *     enough memory
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   */
  public ElasticNetCVModel fit(SparkSession spark, FoldMoments moments, List<String> names) {
    if (moments.count() != getNumFolds() || moments.features() != names.size()) {
      throw new IllegalArgumentException(
          "numFolds is %d and there are %d names, but the moments are of %d folds and %d features"
              .formatted(getNumFolds(), names.size(), moments.count(), moments.features()));
    }
    EngineChoice engine = chosenEngine() == EngineChoice.AUTO ? EngineChoice.GRAM : chosenEngine();
    if (engine == EngineChoice.MLLIB_ROWS || chosenRefit() == RefitChoice.MLLIB_ROWS) {
      throw new EngineRefusedException(
          "%s reads the rows, and only their statistics are given; set engine: auto and refit: mllib"
              .formatted(
                  engine == EngineChoice.MLLIB_ROWS ? "engine mllib-rows" : "refit mllib-rows"));
    }
    requireNoFactors(engine);
    GramMemory memory =
        GramMemory.ofSolving(names.size(), moments.count(), engine == EngineChoice.MLLIB);
    if (!memory.fits()) {
      throw new EngineRefusedException(
          memory.refusal(
              names.size(),
              "%,d folds".formatted(moments.count()),
              "leave out features",
              FoldKeys.STATISTICS.count()));
    }
    return fit(
        spark,
        engine,
        FoldKeys.STATISTICS,
        names.toArray(String[]::new),
        new StageTimer(listener::stage),
        () -> {
          throw new IllegalStateException("there are no rows");
        },
        () -> FoldStatistics.of(moments));
  }

  /**
   * Fits.
   *
   * @param foldKeys what the caller sets of the folds
   * @param timer times the stages of the fit
   * @param rows the four columns of {@link TrainingRows}, prepared only if needed
   * @param statistics reads the rows
   */
  private ElasticNetCVModel fit(
      SparkSession spark,
      EngineChoice engine,
      FoldKeys foldKeys,
      String[] names,
      StageTimer timer,
      Supplier<Dataset<Row>> rows,
      Supplier<FoldStatistics> statistics) {
    CvSettings settings = settings(names.length, foldKeys);
    EngineResult found =
        switch (engine) {
          case GRAM ->
              new GramEngine(settings, timer, listener::cells)
                  .run(spark.sparkContext(), statistics);
          case MLLIB -> new MllibEngine(settings, timer, listener::cells, spark).run(statistics);
          case MLLIB_ROWS ->
              new MllibRowsEngine(settings, timer, listener::cells).run(rows.get(), names);
          case AUTO -> throw new IllegalArgumentException("no engine is chosen");
        };
    CvCell selected = settings.selection().select(found.curves());
    Refit refitted =
        timer.time(
            "refit",
            () ->
                new Refit.Task(spark, settings, found, selected, listener)
                    .refit(chosenRefit(), engine, rows));
    LinearRegressionModel regression = refitted.model();
    regression.set(regression.featuresCol(), getFeaturesCol());
    regression.set(regression.labelCol(), getLabelCol());
    regression.set(regression.predictionCol(), getPredictionCol());
    SweepResult result =
        new SweepResult(
            engine,
            new SweepResult.Features(
                List.of(names), found.means(), found.deviations(), found.collinear()),
            new SweepResult.Label(found.labelMean(), found.labelDeviation()),
            new SweepResult.Rows(found.rows(), found.zeroWeight()),
            new SweepResult.Validation(
                settings.folds(), found.curves(), settings.selection(), found.foldFits()),
            new SweepResult.Refitted(refitted.by(), refitted.difference()),
            timer.seconds());
    ElasticNetCVModel model = new ElasticNetCVModel(uid(), regression, result);
    model.setParent(this);
    return model;
  }

  /**
   * Names of the features of a dataset, the later {@link SweepResult.Features#names}.
   *
   * @throws EngineRefusedException if there are more than fit in memory
   */
  public List<String> featureNames(Dataset<?> dataset) {
    return List.of(FeatureNames.of(dataset, getFeaturesCol()));
  }

  private Column fold() {
    if (!getFoldCol().isEmpty()) {
      return FoldColumn.of(ColumnNames.quoted(getFoldCol()), getFoldCol());
    }
    List<Column> keys =
        getWeightCol().isEmpty()
            ? ColumnNames.quoted(getFeaturesCol(), getLabelCol())
            : ColumnNames.quoted(getFeaturesCol(), getLabelCol(), getWeightCol());
    return new FoldHash(getSeed(), getNumFolds()).of(keys);
  }

  private CvSettings settings(int features, FoldKeys foldKeys) {
    return new CvSettings(
        getElasticNetParams(),
        isSet(regParams()) ? decreasing(getRegParams()) : null,
        getNumRegParams(),
        isSet(minRatio()) ? getMinRatio() : null,
        penalty(features),
        getNumFolds(),
        foldKeys,
        new StoppingRule(getEarlyStopping(), getPatience(), getMinImprovement(), getMinLambdas()),
        chosenRule(),
        getTol(),
        getMaxIter(),
        getParallelism(),
        getCollectFoldFits());
  }

  private Penalty penalty(int features) {
    boolean standardize = getStandardization();
    boolean intercept = getFitIntercept();
    L2Scale scale = chosenL2Scale();
    if (!isSet(penaltyFactors())) {
      return Penalty.uniform(features, standardize, intercept, scale);
    }
    double[] factors = getPenaltyFactors();
    if (factors.length != features) {
      throw new IllegalArgumentException(
          "penaltyFactors: expected one value for each of the %d features, got: %d"
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

  private boolean hasFactors() {
    return isSet(penaltyFactors())
        && Arrays.stream(getPenaltyFactors()).anyMatch(factor -> factor != 1);
  }

  /** Refuses penalty factors if MLlib fits anything. */
  private void requireNoFactors(EngineChoice engine) {
    boolean usesMllib =
        engine == EngineChoice.MLLIB
            || engine == EngineChoice.MLLIB_ROWS
            || chosenRefit() != RefitChoice.STATISTICS;
    if (hasFactors() && usesMllib) {
      throw new EngineRefusedException(
          "MLlib does not support penalty factors; set refit: statistics, and engine: gram or"
              + " auto");
    }
  }

  private EngineChoice chooseEngine(SparkSession spark, int features, FoldKeys foldKeys) {
    EngineChoice asked = chosenEngine();
    requireNoFactors(asked);
    boolean hasFactors = hasFactors();
    if (asked == EngineChoice.MLLIB_ROWS) {
      return asked;
    }
    GramMemory memory =
        GramMemory.of(spark.sparkContext(), features, getNumFolds(), asked == EngineChoice.MLLIB);
    if (memory.fits()) {
      return asked == EngineChoice.AUTO ? EngineChoice.GRAM : asked;
    }
    boolean refused = asked != EngineChoice.AUTO || hasFactors;
    String refusal =
        memory.refusal(
            features,
            "%d folds".formatted(getNumFolds()),
            refused && !hasFactors ? "set engine: mllib-rows" : "leave out features",
            foldKeys.count());
    if (refused) {
      throw new EngineRefusedException(
          "engine %s: %s".formatted(hasFactors ? EngineChoice.GRAM : asked, refusal));
    }
    listener.note(
        "using engine mllib-rows, which fits MLlib's LinearRegression about %,d times, because %s"
            .formatted(fitCount(), refusal));
    return EngineChoice.MLLIB_ROWS;
  }

  /** The number of cells of the grid, in each fold and for all rows. */
  private long fitCount() {
    long count = isSet(regParams()) ? getRegParams().length : getNumRegParams();
    return count * getElasticNetParams().length * (getNumFolds() + 1);
  }

  /** Sets the listener for the progress of fits; not a param, and not saved. */
  public ElasticNetCV setListener(SweepListener value) {
    listener = value;
    return this;
  }
}
