package ridgeline.data.score;

import static org.apache.spark.sql.functions.struct;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.FeatureEncoder;
import ridgeline.data.feature.FeatureValues;
import ridgeline.data.feature.ScoredCounts;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Computes from the inputs of a row the columns that scoring adds. The code that Spark generates
 * for a query calls it with Spark's internal values, so that no other column of the row is
 * converted.
 */
public final class InputScorer implements Serializable {
  private static final String METHOD = "score";

  /** As rows are counted, Spark has to call the scorer once for each. */
  private static final boolean DETERMINISTIC = false;

  private static final long serialVersionUID = 1L;

  private final FeatureDescription description;
  private final int size;
  private final DataType[] inputs;
  private final StructType added;
  private final int columns;
  private final ScoredCounts counts;
  private final RowScorer scorer;
  private transient @Nullable FeatureEncoder encoder;

  /**
   * A scorer of the inputs of a description.
   *
   * @param size number of features
   * @param inputs types of the inputs
   * @param added the columns that {@code scorer} computes
   */
  InputScorer(
      FeatureDescription description,
      int size,
      DataType[] inputs,
      StructType added,
      ScoredCounts counts,
      RowScorer scorer) {
    this.description = description;
    this.size = size;
    this.inputs = inputs;
    this.added = added;
    columns = added.size();
    this.counts = counts;
    this.scorer = scorer;
  }

  /**
   * The added columns as a struct, null where a row cannot be used.
   *
   * @param inputs columns of the types that this scorer was made for
   */
  Column column(List<Column> inputs) {
    Literal target = Literal.fromObject(this, new ObjectType(InputScorer.class));
    Expression row = ExpressionUtils.expression(struct(inputs.toArray(Column[]::new)));
    return ExpressionUtils.column(
        new Invoke(
            target, METHOD, added, seq(List.of(row)), seq(List.of()), false, true, DETERMINISTIC));
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }

  /**
   * The added columns, or null if the row cannot be used.
   *
   * @param row the inputs of a row
   */
  public @Nullable InternalRow score(InternalRow row) {
    if (encoder == null) {
      encoder = new FeatureEncoder(description, size, inputs);
    }
    FeatureValues features = encoder.encode(row, counts);
    if (features == null) {
      return null;
    }
    Object[] values = new Object[columns];
    scorer.score(features, values);
    return new GenericInternalRow(values);
  }
}
