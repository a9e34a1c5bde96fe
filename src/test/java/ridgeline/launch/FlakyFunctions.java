package ridgeline.launch;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * For {@code spark.sql.extensions}: the functions {@code flaky_fail(directory, times)} and {@code
 * flaky_stall(directory)} of SQL, because queries cannot call Java methods.
 */
public final class FlakyFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (String method : new String[] {"fail", "stall"}) {
      String name = "flaky_" + method;
      extensions.injectFunction(
          new Tuple3<>(
              new FunctionIdentifier(name, Option.empty(), Option.empty()),
              new ExpressionInfo(FlakyRow.class.getName(), name),
              new Call(method)));
    }
    return BoxedUnit.UNIT;
  }

  private static final class Call extends AbstractFunction1<Seq<Expression>, Expression> {
    private final String method;

    Call(String method) {
      this.method = method;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      return new StaticInvoke(
          FlakyRow.class,
          DataTypes.StringType,
          method,
          arguments,
          emptySeq(),
          false,
          false,
          false, // not deterministic, or it would be evaluated once for all rows, on the driver
          Option.empty());
    }

    @SuppressWarnings("unchecked")
    private static <T> Seq<T> emptySeq() {
      return (Seq<T>) Nil$.MODULE$;
    }
  }
}
