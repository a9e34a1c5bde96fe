package ridgeline.data.table;

import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.columns.RawTable;
import ridgeline.data.design.ColumnFeatures;
import ridgeline.data.design.Design;
import ridgeline.data.design.DesignResolver;
import ridgeline.data.design.FeatureDescriber;
import ridgeline.data.design.Formula;
import ridgeline.data.design.Profile;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.Features;
import ridgeline.data.fold.FoldColumn;
import ridgeline.data.fold.FoldHash;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableSource;
import ridgeline.data.sql.ColumnNames;
import ridgeline.data.sql.Expressions;
import ridgeline.data.sql.StarColumns;
import ridgeline.data.sql.ZoneDependence;

/** The table of a job file, checked and prepared for the engines. */
public final class TrainingTable {

  private static final String LABEL = "ridgeline_label";
  private static final String WEIGHT = "ridgeline_weight";
  private static final String FOLD = "ridgeline_fold";

  private final Features features;
  private final Supplier<Dataset<Row>> vectors;
  private final @Nullable RawTable raw;
  private final Supplier<Profile> check;
  private final Opened opened;
  private final TableSource source;
  private @Nullable Profile profile;
  private @Nullable Dataset<Row> rows;
  private @Nullable FeatureDescription description;

  private TrainingTable(
      Features features,
      Supplier<Dataset<Row>> vectors,
      @Nullable RawTable raw,
      Supplier<Profile> check,
      @Nullable Profile profile,
      Opened opened,
      TableSource source) {
    this.features = features;
    this.vectors = vectors;
    this.raw = raw;
    this.check = check;
    this.profile = profile;
    this.opened = opened;
    this.source = source;
  }

  /**
   * Refuses a table that changed between two passes.
   *
   * @param first number of rows that one pass read
   * @param then number of rows that a later pass read
   */
  public static void requireSameRows(long first, long then) {
    if (first != then) {
      throw new DataException(
          "the table had %,d rows at first and %,d later; it changes while it is read, so copy it first"
              .formatted(first, then));
    }
  }

  /**
   * Columns {@link TrainingRows#FEATURES}, {@link TrainingRows#LABEL}, {@link TrainingRows#WEIGHT}
   * and {@link TrainingRows#FOLD}. Created on first use, which takes Spark seconds for a thousand
   * columns.
   */
  public synchronized Dataset<Row> rows() {
    if (rows == null) {
      rows = vectors.get();
    }
    return rows;
  }

  /** How the vector of a row is built, for the saved model. */
  public TableFeatures features() {
    return new TableFeatures(features, Objects.requireNonNull(description));
  }

  /** Whether a formula leaves out the intercept, as {@code y ~ x - 1} does. */
  public boolean leavesOutIntercept() {
    return features.stages().stream()
        .anyMatch(
            stage ->
                stage instanceof RFormulaModel model && !model.resolvedFormula().hasIntercept());
  }

  /** The columns that a star under {@code data.numeric} stands for; null if there is none. */
  public @Nullable StarColumns star() {
    return opened.star();
  }

  /** Names of the features; empty if the vector's own attributes name them. */
  public List<String> names() {
    return features.names();
  }

  /**
   * The columns from which the vectors are built; null if the table already has vectors or uses a
   * formula.
   */
  public @Nullable RawTable raw() {
    return raw;
  }

  /**
   * Number of rows read, after the filter and without those of weight 0; empty if not counted yet.
   */
  public OptionalLong read() {
    return profile == null ? OptionalLong.empty() : OptionalLong.of(profile.rows());
  }

  /** Number of rows left out because of an invalid value; none of them has weight 0. */
  public long dropped() {
    return profile == null ? 0 : profile.dropped();
  }

  /**
   * How many values of each numeric feature are replaced by its mean, without the features that
   * have none.
   */
  public Map<String, Long> imputed() {
    Map<String, Long> imputed = new LinkedHashMap<>();
    long[] counts = profile == null ? new long[0] : profile.imputed();
    for (int j = 0; j < counts.length; j++) {
      if (counts[j] > 0) {
        imputed.put(opened.design().numeric().get(j), counts[j]);
      }
    }
    return imputed;
  }

  /**
   * Number of rows after the filter that are left out because of weight 0; the weights are read
   * once.
   */
  public long zeroWeight() {
    return opened.zeroWeight().getAsLong();
  }

  /** Whether any of the expressions is negative in a row whose weight is not 0. */
  public boolean hasNegative(List<String> expressions) {
    Column negative =
        expressions.stream().map(text -> expr(text).lt(0)).reduce(lit(false), Column::or);
    return !opened.rows().filter(negative).isEmpty();
  }

  /** The source of the rows. */
  public TableSource source() {
    return source;
  }

  /**
   * Reads the rows to check them, unless that has been done.
   *
   * @throws DataException if rows cannot be used
   */
  public synchronized void requireValid() {
    if (profile == null) {
      profile = check.get();
    }
  }

  /**
   * Checks a job file against the schema of its table.
   *
   * @return the schema of the table
   * @throws ConfigException if columns or expressions do not fit it
   * @throws DataException if the table cannot be opened
   */
  public static StructType check(SparkSession spark, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    return Opened.of(TableReader.open(spark, data), data, folds).rows().schema();
  }

  /**
   * Reads the table as far as needed to build its features: one pass if there are categories, or
   * invalid values are dropped or imputed; the passes of MLlib's RFormula for a formula; otherwise
   * none, and the rows are not checked.
   *
   * @throws ConfigException if columns or expressions do not fit the table
   * @throws DataException if rows cannot be used
   */
  public static TrainingTable prepare(SparkSession spark, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    return prepare(TableReader.open(spark, data), data, folds);
  }

  /**
   * Prepares a table that has been opened, as above; its files are not listed again.
   *
   * @param opened by {@link TableReader#open(SparkSession, DataConfig)}
   */
  public static TrainingTable prepare(Dataset<Row> opened, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    return prepare(opened, data, folds, true);
  }

  /**
   * Prepares a table that has been opened, as above.
   *
   * @param mayImpute whether messages may advise {@code data.invalid: impute}
   */
  public static TrainingTable prepare(
      Dataset<Row> opened, DataConfig data, FoldsConfig folds, boolean mayImpute)
      throws ConfigException {
    return prepare(Opened.of(opened, data, folds), data, folds, mayImpute);
  }

  private static TrainingTable prepare(
      Opened opened, DataConfig data, FoldsConfig folds, boolean mayImpute) throws ConfigException {
    TrainingTable table;
    if (data.formula() != null) {
      table = fromFormula(opened, data, folds);
    } else {
      table =
          data.vector() != null
              ? fromVector(opened, data, folds)
              : fromColumns(opened, data, folds, mayImpute);
    }
    table.description =
        FeatureDescriber.describe(
            opened.rows(), data, opened.design(), table.features, table.profile);
    for (FeatureDescription.Category category : table.description.categorical()) {
      TableReader.requireDecoded(data, category.expression(), category.levels());
    }
    return table;
  }

  /**
   * How the vectors of columns are built if their levels are known; no row is read.
   *
   * @param table as it was opened
   * @param levels of each categorical column
   * @throws ConfigException if columns or expressions do not fit the table
   */
  public static TableFeatures features(
      Dataset<Row> table, DataConfig data, List<List<String>> levels) throws ConfigException {
    Opened opened = Opened.of(table, data, new FoldsConfig(2, List.of(), 0, null));
    Profile profile = Profile.ofLevels(levels);
    Features features =
        ColumnFeatures.build(
            opened.design(), profile, data.invalid(), opened.timeZone(data.invalid()));
    return new TableFeatures(
        features,
        FeatureDescriber.describe(opened.rows(), data, opened.design(), features, profile));
  }

  /**
   * The table, filtered, with its design.
   *
   * @param rows the rows whose weight is not 0
   * @param zeroWeight counts the others
   * @param star the star of the design
   */
  private record Opened(
      Dataset<Row> rows, LongSupplier zeroWeight, Design design, @Nullable StarColumns star) {
    static Opened of(Dataset<Row> table, DataConfig data, FoldsConfig folds)
        throws ConfigException {
      List<Problem> problems = new ArrayList<>();
      Dataset<Row> rows = table;
      if (data.where() != null) {
        int before = problems.size();
        new Expressions(rows, problems).requireBoolean("data.where", data.where());
        if (problems.size() == before) {
          rows = rows.filter(data.where());
        }
      }
      DesignResolver resolver = new DesignResolver(rows, data, folds, problems);
      Design design = resolver.resolve();
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
      return of(rows, design, resolver.star());
    }

    private static Opened of(Dataset<Row> rows, Design design, @Nullable StarColumns star) {
      if (design.weight() == null) {
        return new Opened(rows, () -> 0, design, star);
      }
      Column weight = expr(design.weight());
      long[] counted = {-1};
      LongSupplier count =
          () -> {
            synchronized (counted) {
              if (counted[0] < 0) {
                counted[0] = rows.filter(TrainingRows.isZero(weight)).count();
              }
              return counted[0];
            }
          };
      return new Opened(TrainingRows.weighted(rows, weight), count, design, star);
    }

    Column label() {
      return expr(design.label()).cast("double");
    }

    Dataset<Row> withLabelAndWeight() {
      Column weight = design.weight() == null ? lit(1.0) : expr(design.weight()).cast("double");
      return rows.withColumn(LABEL, label()).withColumn(WEIGHT, weight);
    }

    /** The columns of a {@link RawTable}, with the fold if columns or expressions define it. */
    Dataset<Row> columns(DataConfig data, FoldsConfig folds) {
      List<Column> columns = new ArrayList<>();
      ColumnFeatures.expressions(design, data.invalid())
          .forEach(expression -> columns.add(expr(expression)));
      columns.add(label().as(LABEL));
      if (design.weight() != null) {
        columns.add(expr(design.weight()).cast("double").as(WEIGHT));
      }
      if (!isHashed(folds)) {
        columns.add(fold(List.of(), folds).as(FOLD));
      }
      return rows.select(columns.toArray(Column[]::new));
    }

    /** The time zone in which the features read times; null if none does. */
    @Nullable String timeZone(InvalidValuePolicy invalid) {
      String[] expressions = ColumnFeatures.expressions(design, invalid).toArray(String[]::new);
      return ZoneDependence.of(rows.selectExpr(expressions))
          ? rows.sparkSession().conf().get(TableSource.TIME_ZONE)
          : null;
    }

    List<Profile.Check> labelAndWeightChecks() {
      List<Profile.Check> checks = new ArrayList<>();
      checks.add(Profile.finite(LABEL, "a label (" + design.label() + ")", true));
      if (design.weight() != null) {
        String description = "a weight (" + design.weight() + ")";
        checks.add(Profile.finite(WEIGHT, description, true));
      }
      return checks;
    }
  }

  private static TrainingTable fromColumns(
      Opened opened, DataConfig data, FoldsConfig folds, boolean mayImpute) {
    Design design = opened.design();
    List<Profile.Check> checks = opened.labelAndWeightChecks();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < design.numeric().size(); i++) {
      keys.add(ColumnFeatures.numericColumn(i));
      checks.add(Profile.finite(keys.get(i), "a value of " + design.numeric().get(i), false));
    }
    for (int i = 0; i < design.categorical().size(); i++) {
      String column = ColumnFeatures.categoricalColumn(i);
      keys.add(column);
      String description = "a value of " + design.categorical().get(i);
      checks.add(Profile.level(column, description, design.categoryTypes().get(i)));
    }
    Dataset<Row> columns = opened.columns(data, folds);
    RawTable unfolded = unfolded(columns.drop(FOLD), design);
    Supplier<Profile> check =
        () -> Profile.of(unfolded, checks, data.invalid(), mayImpute, opened.zeroWeight());
    boolean deferred = design.categorical().isEmpty() && data.invalid() == InvalidValuePolicy.FAIL;
    Profile profile = deferred ? null : check.get();
    Profile known = profile == null ? Profile.unchecked() : profile;
    Features features =
        ColumnFeatures.build(design, known, data.invalid(), opened.timeZone(data.invalid()));
    RawTable raw = rawTable(usable(columns, checks, data), design, known, folds);
    Supplier<Dataset<Row>> vectors =
        () -> {
          // The checks apply to the columns of the first stage.
          Dataset<Row> evaluated = features.transform(opened.withLabelAndWeight(), 0, 1);
          Dataset<Row> used = usable(evaluated, checks, data);
          Dataset<Row> transformed = features.transform(used, 1, features.stages().size());
          return select(transformed, features, keys, folds);
        };
    return new TrainingTable(
        features, vectors, raw, check, profile, opened, sourceOf(opened.rows(), data));
  }

  /** The columns without known levels. */
  private static RawTable unfolded(Dataset<Row> columns, Design design) {
    return new RawTable(
        columns,
        design.weight() != null,
        null,
        design.numeric().size(),
        design.categorical().stream().map(column -> List.<String>of()).toList(),
        List.of(),
        new double[0]);
  }

  private static RawTable rawTable(
      Dataset<Row> used, Design design, Profile profile, FoldsConfig folds) {
    return new RawTable(
        used,
        design.weight() != null,
        isHashed(folds) ? new FoldHash(folds.seed(), folds.count()) : null,
        design.numeric().size(),
        profile.levels(),
        design.terms(),
        profile.means());
  }

  /** Whether the fold is a hash of label, weight and feature columns. */
  private static boolean isHashed(FoldsConfig folds) {
    return folds.column() == null && folds.by().isEmpty();
  }

  private static TrainingTable fromVector(Opened opened, DataConfig data, FoldsConfig folds) {
    String vector = Objects.requireNonNull(data.vector());
    Dataset<Row> rows = opened.withLabelAndWeight();
    List<Profile.Check> checks = opened.labelAndWeightChecks();
    if (data.invalid() == InvalidValuePolicy.DROP) {
      Column column = ColumnNames.quoted(vector);
      Column values = functions.vector_to_array(column, "float64");
      Column bad = exists(values, value -> not(Profile.isFinite(value)));
      // Not "or", which may evaluate both sides: vector_to_array refuses null.
      Column isInvalid = when(column.isNull(), true).otherwise(bad);
      checks.add(new Profile.Check(vector, "an invalid vector", isInvalid, false));
    } else {
      checks.add(Profile.present(vector, "a vector of " + vector));
    }
    Features features = new Features(List.of(), List.of(), vector, List.of());
    Dataset<Row> used = usable(rows, checks, data);
    Supplier<Profile> check = () -> Profile.of(rows, checks, data.invalid(), opened.zeroWeight());
    return new TrainingTable(
        features,
        () -> select(used, features, List.of(vector), folds),
        null,
        check,
        data.invalid() == InvalidValuePolicy.DROP ? check.get() : null,
        opened,
        sourceOf(opened.rows(), data));
  }

  private static TrainingTable fromFormula(Opened opened, DataConfig data, FoldsConfig folds)
      throws ConfigException {
    Formula formula = Formula.of(Objects.requireNonNull(data.formula()), opened.rows().schema());
    Design design =
        new Design(
            ColumnNames.quotedName(formula.label()),
            opened.design().weight(),
            List.of(),
            List.of(),
            1,
            List.of());
    Opened labelled = new Opened(opened.rows(), opened.zeroWeight(), design, null);
    Dataset<Row> rows = labelled.withLabelAndWeight();
    List<Profile.Check> checks = labelled.labelAndWeightChecks();
    checks.addAll(formula.checks());
    Profile profile = Profile.of(rows, checks, data.invalid(), opened.zeroWeight());
    Dataset<Row> used = usable(rows, checks, data);
    Features features =
        new Features(
            List.of(formula.fit(used)),
            List.of(),
            ColumnFeatures.VECTOR,
            List.of(ColumnFeatures.VECTOR));
    Dataset<Row> transformed = features.transform(formulaColumns(used, formula, folds));
    Column fold =
        isHashed(folds) ? fold(List.of(ColumnFeatures.VECTOR), folds) : ColumnNames.quoted(FOLD);
    return new TrainingTable(
        features,
        () -> TrainingRows.select(transformed, features.column(), LABEL, WEIGHT, fold),
        null,
        () -> profile,
        profile,
        opened,
        sourceOf(opened.rows(), data));
  }

  /** The columns that the stages of a formula read; they fail on others with a dot in the name. */
  private static Dataset<Row> formulaColumns(
      Dataset<Row> rows, Formula formula, FoldsConfig folds) {
    List<Column> columns = new ArrayList<>();
    formula.features().forEach(feature -> columns.add(ColumnNames.quoted(feature)));
    columns.add(ColumnNames.quoted(LABEL));
    columns.add(ColumnNames.quoted(WEIGHT));
    if (!isHashed(folds)) {
      columns.add(fold(List.of(), folds).as(FOLD));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** The rows, without those to be dropped. */
  private static Dataset<Row> usable(
      Dataset<Row> rows, List<Profile.Check> checks, DataConfig data) {
    return data.invalid() == InvalidValuePolicy.DROP ? rows.filter(Profile.allValid(checks)) : rows;
  }

  private static Dataset<Row> select(
      Dataset<Row> transformed, Features features, List<String> foldKeys, FoldsConfig folds) {
    Dataset<Row> rows =
        TrainingRows.select(transformed, features.column(), LABEL, WEIGHT, fold(foldKeys, folds));
    return features.names().isEmpty()
        ? rows
        : rows.withMetadata(TrainingRows.FEATURES, attributes(features.names()).toMetadata());
  }

  /** The fold as an int. */
  private static Column fold(List<String> keys, FoldsConfig folds) {
    if (folds.column() != null) {
      return FoldColumn.of(expr(folds.column()), folds.column());
    }
    List<Column> hashed = new ArrayList<>();
    if (folds.by().isEmpty()) {
      hashed.add(ColumnNames.quoted(LABEL));
      hashed.add(ColumnNames.quoted(WEIGHT));
      keys.forEach(key -> hashed.add(ColumnNames.quoted(key)));
    } else {
      folds.by().forEach(key -> hashed.add(expr(key)));
    }
    return new FoldHash(folds.seed(), folds.count()).of(hashed);
  }

  private static AttributeGroup attributes(List<String> names) {
    Attribute[] attributes =
        names.stream()
            .map(name -> (Attribute) NumericAttribute.defaultAttr().withName(name))
            .toArray(Attribute[]::new);
    return new AttributeGroup(TrainingRows.FEATURES, attributes);
  }

  private static TableSource sourceOf(Dataset<Row> rows, DataConfig data) {
    return TableSource.of(
        rows,
        data.sql() != null
            ? data.sql()
            : data.dataset() == null ? null : TableReader.describe(data));
  }
}
