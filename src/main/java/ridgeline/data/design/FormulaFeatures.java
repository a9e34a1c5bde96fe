package ridgeline.data.design;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.LevelType;
import ridgeline.data.sql.ColumnNames;
import scala.jdk.javaapi.CollectionConverters;

/** Translates a fitted formula of MLlib to expressions, levels and products. */
final class FormulaFeatures {
  private final StructType schema;
  private final RFormulaModel model;
  private final List<String> numeric = new ArrayList<>();
  private final List<FeatureDescription.Category> categorical = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Levels of each text column, and the column of their indices. */
  private final Map<String, List<String>> levels = new HashMap<>();

  private final Map<String, String> indexed = new HashMap<>();

  /** Index columns whose last level has an indicator as well. */
  private final Set<String> whole = new TreeSet<>();

  private FormulaFeatures(RFormulaModel model, StructType schema) {
    this.model = model;
    this.schema = schema;
  }

  /** Numeric expressions, categories, products. */
  record Parts(
      List<String> columns,
      List<String> numeric,
      List<FeatureDescription.Category> categorical,
      List<FeatureDescription.Product> terms) {}

  /**
   * Splits a formula into its parts.
   *
   * @param schema the schema of the table, whose columns are text or numbers
   */
  static Parts of(RFormulaModel model, StructType schema) {
    return new FormulaFeatures(model, schema).parts();
  }

  private Parts parts() {
    for (Transformer stage : model.pipelineModel().stages()) {
      if (stage instanceof StringIndexerModel indexer) {
        levels.put(indexer.getInputCol(), List.of(indexer.labelsArray()[0]));
        indexed.put(indexer.getInputCol(), indexer.getOutputCol());
      } else if (stage instanceof OneHotEncoderModel encoder && !encoder.getDropLast()) {
        whole.addAll(List.of(encoder.getInputCols()));
      }
    }
    List<List<String>> factors =
        CollectionConverters.asJava(model.resolvedFormula().terms()).stream()
            .map(term -> List.copyOf(CollectionConverters.asJava(term)))
            .toList();
    for (List<String> term : factors) {
      for (String column : term) {
        add(column);
      }
    }
    List<String> ofCategories =
        names.stream().filter(levels::containsKey).collect(Collectors.toList());
    List<String> ofNumbers = names.stream().filter(name -> !levels.containsKey(name)).toList();
    List<FeatureDescription.Product> terms =
        factors.stream()
            .map(
                term ->
                    new FeatureDescription.Product(
                        positions(term, ofNumbers),
                        positions(term, ofCategories),
                        term.size() == 1 && dropsLast(term.get(0))))
            .toList();
    return new Parts(names, numeric, categorical, terms);
  }

  private boolean dropsLast(String column) {
    return levels.containsKey(column) && !whole.contains(indexed.get(column));
  }

  private void add(String column) {
    if (names.contains(column)) {
      return;
    }
    var type = schema.apply(column).dataType();
    if (type instanceof StringType) {
      categorical.add(
          new FeatureDescription.Category(
              ColumnNames.quotedName(column),
              LevelType.TEXT,
              levels.getOrDefault(column, List.of())));
    } else {
      numeric.add(ColumnNames.quotedName(column));
    }
    names.add(column);
  }

  private static List<Integer> positions(List<String> term, List<String> columns) {
    return term.stream().map(columns::indexOf).filter(position -> position >= 0).toList();
  }
}
