package ridgeline.data.columns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A plan that filters and projects columnar batches.
 *
 * @param batches the batches of the input
 * @param input the columns of a batch
 * @param condition selects the rows that pass; null if all do
 * @param ordinals index of each output column in the input, -1 for those to be computed
 * @param computed the expressions to be computed, in order
 * @param integers which output columns are ints here although the plan casts them to strings
 */
@SuppressWarnings("ArrayRecordComponent")
record InternalProjection(
    JavaRDD<ColumnarBatch> batches,
    Seq<Attribute> input,
    @Nullable Expression condition,
    int[] ordinals,
    Seq<Expression> computed,
    boolean[] integers) {

  /** The plan of some rows, or null if it has another form. */
  static @Nullable InternalProjection of(Dataset<Row> rows) {
    SparkPlan plan = unwrapped(rows.select("*").queryExecution().executedPlan());
    if (!(plan instanceof ProjectExec project)) {
      return null;
    }
    List<Expression> output = new ArrayList<>();
    boolean[] integers = new boolean[project.projectList().size()];
    for (NamedExpression column : CollectionConverters.asJava(project.projectList())) {
      Expression value = column instanceof Alias alias ? alias.child() : (Expression) column;
      boolean integer = value instanceof Cast cast && isTextOfInteger(cast);
      integers[output.size()] = integer;
      output.add(integer ? ((Cast) value).child() : value);
    }
    List<Expression> expressions = new ArrayList<>(output);
    Expression condition = null;
    SparkPlan source = unwrapped(project.child());
    if (source instanceof FilterExec filter) {
      condition = filter.condition();
      expressions.add(condition);
      source = unwrapped(filter.child());
    }
    boolean plain = expressions.stream().allMatch(InternalProjection::isOfTheRowAlone);
    if (!plain || !(source instanceof ColumnarToRowExec toRows)) {
      return null;
    }
    Seq<Attribute> input = toRows.child().output();
    Map<ExprId, Integer> positions = new HashMap<>();
    CollectionConverters.asJava(input)
        .forEach(attribute -> positions.put(attribute.exprId(), positions.size()));
    int[] ordinals = output.stream().mapToInt(column -> ordinal(column, positions)).toArray();
    List<Expression> computed = new ArrayList<>();
    for (int k = 0; k < ordinals.length; k++) {
      if (ordinals[k] < 0) {
        computed.add(output.get(k));
      }
    }
    return new InternalProjection(
        toRows.child().executeColumnar().toJavaRDD(),
        input,
        condition,
        ordinals,
        CollectionConverters.asScala(computed).toSeq(),
        integers);
  }

  private static SparkPlan unwrapped(SparkPlan plan) {
    SparkPlan inner = plan;
    while (inner instanceof WholeStageCodegenExec || inner instanceof InputAdapter) {
      inner = inner.children().head();
    }
    return inner;
  }

  /**
   * Whether an expression is neither random, which depends on the partition, nor has a subquery.
   */
  private static boolean isOfTheRowAlone(Expression expression) {
    return expression.deterministic() && !expression.exists(part -> part instanceof PlanExpression);
  }

  private static boolean isTextOfInteger(Cast cast) {
    return DataTypes.StringType.equals(cast.dataType())
        && DataTypes.IntegerType.equals(cast.child().dataType());
  }

  /** Index of a column in the input if it is taken from there unchanged; otherwise -1. */
  private static int ordinal(Expression column, Map<ExprId, Integer> positions) {
    return column instanceof AttributeReference reference
        ? positions.getOrDefault(reference.exprId(), -1)
        : -1;
  }
}
