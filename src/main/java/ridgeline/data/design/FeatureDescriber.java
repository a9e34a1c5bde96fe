package ridgeline.data.design;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.Features;
import ridgeline.data.feature.LevelType;
import ridgeline.data.source.TableSource;
import ridgeline.data.sql.ColumnNames;
import scala.jdk.javaapi.CollectionConverters;

/** Describes how the features of a training table are built, for its model. */
public final class FeatureDescriber {
  private final Dataset<Row> rows;
  private final InvalidValuePolicy invalid;

  private FeatureDescriber(Dataset<Row> rows, InvalidValuePolicy invalid) {
    this.rows = rows;
    this.invalid = invalid;
  }

  /**
   * Describes the features.
   *
   * @param rows the rows of the table
   * @param features the features built from them
   * @param profile null if none was needed
   * @throws ConfigException if a model cannot keep an expression
   */
  public static FeatureDescription describe(
      Dataset<Row> rows,
      DataConfig data,
      Design design,
      Features features,
      @Nullable Profile profile)
      throws ConfigException {
    FeatureDescriber describer = new FeatureDescriber(rows, data.invalid());
    if (data.vector() != null) {
      return describer.ofVector(data.vector());
    } else if (data.formula() != null) {
      return describer.ofFormula((RFormulaModel) features.stages().get(0));
    }
    return describer.ofDesign(design, profile == null ? Profile.unchecked() : profile);
  }

  private FeatureDescription ofVector(String vector) {
    String type = rows.select(ColumnNames.quoted(vector)).schema().apply(0).dataType().sql();
    return FeatureDescription.ofVector(
        new FeatureDescription.InputColumn(vector, type), invalid, timeZone(), isAnsi());
  }

  private FeatureDescription ofDesign(Design design, Profile profile) throws ConfigException {
    List<FeatureDescription.Category> categories = new ArrayList<>();
    for (int i = 0; i < design.categorical().size(); i++) {
      categories.add(
          new FeatureDescription.Category(
              design.categorical().get(i),
              LevelType.of(design.categoryTypes().get(i)),
              profile.levels().get(i)));
    }
    List<FeatureDescription.Product> terms =
        design.terms().stream()
            .map(term -> new FeatureDescription.Product(term.numeric(), term.categorical(), false))
            .toList();
    FeatureDescription description =
        FeatureDescription.ofExpressions(
            columnsOf(
                Stream.of(design.numeric(), design.categorical()).flatMap(List::stream).toList()),
            design.numeric(),
            categories,
            terms,
            Arrays.stream(profile.means()).boxed().toList(),
            invalid,
            false,
            timeZone(),
            isAnsi());
    try {
      description.requireExpressions();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(new Problem("data", String.valueOf(e.getMessage()))));
    }
    return description;
  }

  private FeatureDescription ofFormula(RFormulaModel model) {
    FormulaFeatures.Parts parts = FormulaFeatures.of(model, rows.schema());
    return FeatureDescription.ofExpressions(
        columnsOf(parts.columns().stream().map(ColumnNames::quotedName).toList()),
        parts.numeric(),
        parts.categorical(),
        parts.terms(),
        List.of(),
        invalid,
        true,
        timeZone(),
        isAnsi());
  }

  /** The columns of the table that expressions read. */
  private List<FeatureDescription.InputColumn> columnsOf(List<String> expressions) {
    Column[] columns = expressions.stream().map(text -> expr(text)).toArray(Column[]::new);
    AttributeSet read = rows.select(columns).queryExecution().analyzed().references();
    return CollectionConverters.asJava(rows.queryExecution().analyzed().output()).stream()
        .filter(read::contains)
        .map(column -> new FeatureDescription.InputColumn(column.name(), column.dataType().sql()))
        .toList();
  }

  private String timeZone() {
    return rows.sparkSession().conf().get(TableSource.TIME_ZONE);
  }

  private boolean isAnsi() {
    return Boolean.parseBoolean(rows.sparkSession().conf().get("spark.sql.ansi.enabled"));
  }
}
