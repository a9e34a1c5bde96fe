package ridgeline.statistics;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.config.retrain.BucketsConfig;
import ridgeline.data.DataException;
import ridgeline.store.pass.TableLeaf;
import ridgeline.sweep.EngineRefusedException;
import ridgeline.sweep.engine.GramMemory;

/**
 * Computes the {@link Statistics} of a table in one pass, and in one before it if there are
 * categories or rows may be dropped.
 *
 * <p>{@code label}, {@code weight} and the entries of {@code numeric} and {@code categorical} are
 * columns or Spark SQL expressions; {@code *} among the numeric ones stands for every numeric or
 * boolean column not used elsewhere. Rows go to {@code buckets}, from which folds are dealt, by a
 * hash of their values, or of those of {@code bucketsBy}.
 *
 * <p>{@code fit} throws {@link ridgeline.data.DataException} if the rows cannot be used, {@link
 * EngineRefusedException} if the statistics do not fit in memory, and IllegalArgumentException for
 * an unsuitable schema or param.
 */
public final class StatisticsCollector extends Estimator<Statistics>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final int MIN_BUCKETS = 2;
  private static final int MAX_BUCKETS = 1000;

  private static final String FAIL = "fail";
  private static final String DROP = "drop";

  private final String uid;
  private final Param<String> label;
  private final Param<String> weight;
  private final StringArrayParam numeric;
  private final StringArrayParam categorical;
  private final IntParam buckets;
  private final StringArrayParam bucketsBy;
  private final Param<String> invalid;

  public StatisticsCollector() {
    this(Identifiable$.MODULE$.randomUID("statistics"));
  }

  /** An estimator with a given uid, as created by Spark's readers. */
  public StatisticsCollector(String uid) {
    this.uid = uid;
    label = new Param<>(uid, "label", "the label, a Spark SQL expression", String.class);
    weight =
        new Param<>(
            uid,
            "weight",
            "weight of a row, a Spark SQL expression; empty for weights of 1",
            String.class);
    numeric =
        new StringArrayParam(
            this, "numeric", "numeric features, Spark SQL expressions; * for all others");
    categorical =
        new StringArrayParam(this, "categorical", "categorical features, Spark SQL expressions");
    buckets = new IntParam(this, "buckets", "number of parts from which folds are dealt");
    bucketsBy =
        new StringArrayParam(
            this, "bucketsBy", "Spark SQL expressions whose equal values stay in one bucket");
    invalid =
        new Param<>(
            uid,
            "invalid",
            "what happens if rows have a null, NaN or infinite value: %s, or %s them"
                .formatted(FAIL, DROP),
            String.class);
    setDefault(weight, "");
    setDefault(numeric, new String[0]);
    setDefault(categorical, new String[0]);
    setDefault(buckets, 20);
    setDefault(bucketsBy, new String[0]);
    setDefault(invalid, FAIL);
  }

  /** Reads a saved estimator. */
  public static MLReader<StatisticsCollector> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads an estimator that was saved at {@code path}. */
  public static StatisticsCollector load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public StatisticsCollector copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public Statistics fit(Dataset<?> dataset) {
    if (!isDefined(label)) {
      throw new IllegalArgumentException("label is not set; set a column or an expression");
    }
    if (getNumeric().length == 0 && getCategorical().length == 0) {
      throw new IllegalArgumentException(
          "numeric and categorical are empty; list at least one feature, or * for all numbers");
    }
    try {
      TableLeaf read =
          TableLeaf.of(
              dataset.toDF(),
              data(),
              bucketsConfig(),
              features -> requireMemory(dataset.sparkSession().sparkContext(), features));
      Statistics statistics = new Statistics(uid, read.specification(), read.leaf());
      statistics.setParent(this);
      return statistics;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(ofParams(e), e);
    } catch (DataException e) {
      throw new DataException(ofParams(e));
    }
  }

  /** A message with the names of params instead of keys of a job. */
  private static String ofParams(Exception error) {
    return String.valueOf(error.getMessage())
        .replaceAll(" (with|and) data\\.where\\b", "")
        .replaceAll("\\bdata\\.(label|weight|numeric|categorical|invalid)\\b", "$1");
  }

  private void requireMemory(SparkContext context, int features) {
    GramMemory memory = GramMemory.of(context, features, getBuckets());
    if (!memory.fits()) {
      throw new EngineRefusedException(
          memory.refusal(
              features, "%d buckets".formatted(getBuckets()), "leave out features", "buckets"));
    }
  }

  BucketsConfig bucketsConfig() {
    int count = getBuckets();
    if (count < MIN_BUCKETS || count > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "buckets must be from %d to %d, got: %d".formatted(MIN_BUCKETS, MAX_BUCKETS, count));
    }
    return new BucketsConfig(count, List.of(getBucketsBy()));
  }

  DataConfig data() {
    return new DataConfig(
        null,
        null,
        null,
        Map.of(),
        null,
        getLabel(),
        emptyToNull(getWeight()),
        null,
        List.of(getNumeric()),
        List.of(getCategorical()),
        1,
        List.of(),
        null,
        null,
        policy(),
        null);
  }

  private InvalidValuePolicy policy() {
    return switch (getInvalid()) {
      case FAIL -> InvalidValuePolicy.FAIL;
      case DROP -> InvalidValuePolicy.DROP;
      default ->
          throw new IllegalArgumentException(
              "invalid must be %s or %s, got: %s".formatted(FAIL, DROP, getInvalid()));
    };
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  public Param<String> label() {
    return label;
  }

  public String getLabel() {
    return getOrDefault(label);
  }

  public StatisticsCollector setLabel(String value) {
    return with(label, value);
  }

  public Param<String> weight() {
    return weight;
  }

  public String getWeight() {
    return getOrDefault(weight);
  }

  public StatisticsCollector setWeight(String value) {
    return with(weight, value);
  }

  public StringArrayParam numeric() {
    return numeric;
  }

  public String[] getNumeric() {
    return getOrDefault(numeric);
  }

  public StatisticsCollector setNumeric(String... value) {
    return with(numeric, value.clone());
  }

  public StringArrayParam categorical() {
    return categorical;
  }

  public String[] getCategorical() {
    return getOrDefault(categorical);
  }

  public StatisticsCollector setCategorical(String... value) {
    return with(categorical, value.clone());
  }

  public IntParam buckets() {
    return buckets;
  }

  public int getBuckets() {
    return (Integer) getOrDefault((Param<?>) buckets);
  }

  public StatisticsCollector setBuckets(int value) {
    set(buckets, value);
    return this;
  }

  public StringArrayParam bucketsBy() {
    return bucketsBy;
  }

  public String[] getBucketsBy() {
    return getOrDefault(bucketsBy);
  }

  public StatisticsCollector setBucketsBy(String... value) {
    return with(bucketsBy, value.clone());
  }

  public Param<String> invalid() {
    return invalid;
  }

  public String getInvalid() {
    return getOrDefault(invalid);
  }

  public StatisticsCollector setInvalid(String value) {
    return with(invalid, value);
  }

  private <T> StatisticsCollector with(Param<T> param, T value) {
    set(param, value);
    return this;
  }
}
