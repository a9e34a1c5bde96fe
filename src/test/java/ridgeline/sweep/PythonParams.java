package ridgeline.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Writes the Python classes of the params of the estimator and of its model. */
final class PythonParams {
  private static final String HEAD =
      """
      # Generated: mvn test -Dtest=PythonParamsTest -Dridgeline.updateSchema=true
      ""\"The params of ElasticNetCV and of its model, as the Java classes have them.""\"

      from __future__ import annotations

      from typing import TYPE_CHECKING, Any

      from pyspark import keyword_only
      from pyspark.ml.param import Param, Params, TypeConverters
      from pyspark.ml.wrapper import JavaEstimator, JavaModel

      from ridgeline._grid import params_of
      from ridgeline._jvm import new_object

      if TYPE_CHECKING:
          from collections.abc import Sequence

          from pyspark.ml.evaluation import RegressionEvaluator
          from pyspark.ml.regression import LinearRegression
          from typing_extensions import Self

          from ridgeline.sweep import ElasticNetCVModel
      """;

  private static final String PARAM =
      """
          %s: Param[%s] = Param(
              Params._dummy(),
              "%s",
              "%s",
              typeConverter=TypeConverters.%s,
          )
      """;

  private static final String CONSTRUCTOR =
      """

          @keyword_only
          def __init__(
              self,
              *,
      %s        estimator: LinearRegression | None = None,
              estimatorParamMaps: Sequence[dict[Param[Any], Any]] | None = None,
              evaluator: RegressionEvaluator | None = None,
          ) -> None:
              ""\"Creates an estimator; other values of its params than the defaults may be given.

              Parameters
              ----------
      %s        estimator
                  a regression whose columns, standardization and fitIntercept are used
              estimatorParamMaps
                  the grid of a ParamGridBuilder over regParam and elasticNetParam of that regression
              evaluator
                  of rmse or mse, as cells are compared by their mean squared error

              Raises
              ------
              ConfigError
                  If there is no session with the jar, or if the grid cannot be used.
              ""\"
              super().__init__()
              self._java_obj = new_object("%s", self.uid)
              self._setDefault(**self._DEFAULTS)
              self._set(**params_of(**self._input_kwargs))
      """;

  private static final String MODEL_CONSTRUCTOR =
      """

          def __init__(self, java_model: Any = None) -> None:
              super().__init__(java_model)
              self._setDefault(**self._DEFAULTS)
      """;

  private static final String ACCESSORS =
      """

          def get%1$s(self) -> %3$s:
              return self.getOrDefault(self.%2$s)

          def set%1$s(self, value: %3$s) -> Self:
              return self._set(%2$s=value)
      """;

  private PythonParams() {}

  /** How Python writes a type of params. */
  @SuppressWarnings("ImmutableEnumChecker")
  private enum Type {
    TEXT("str", "toString", value -> "\"%s\"".formatted(value)),
    INTEGER("int", "toInt", Object::toString),
    FLOAT("float", "toFloat", PythonParams::number),
    BOOLEAN("bool", "toBoolean", value -> (Boolean) value ? "True" : "False"),
    FLOATS(
        "list[float]",
        "toListFloat",
        value ->
            DoubleStream.of((double[]) value)
                .mapToObj(PythonParams::number)
                .collect(Collectors.joining(", ", "[", "]")));

    private final String name;
    private final String converter;
    private final Function<Object, String> literal;

    Type(String name, String converter, Function<Object, String> literal) {
      this.name = name;
      this.converter = converter;
      this.literal = literal;
    }

    static Type of(Param<?> param) {
      if (param instanceof IntParam || param instanceof LongParam) {
        return INTEGER;
      } else if (param instanceof DoubleParam) {
        return FLOAT;
      } else if (param instanceof BooleanParam) {
        return BOOLEAN;
      }
      return param instanceof DoubleArrayParam ? FLOATS : TEXT;
    }
  }

  /** The module. */
  static String module() {
    ElasticNetCV estimator = new ElasticNetCV();
    return HEAD
        + start("ElasticNetCVParams", "JavaEstimator[\"ElasticNetCVModel\"]", estimator)
        + constructor(estimator)
        + accessors(estimator)
        + start("ElasticNetCVModelParams", "JavaModel", new ElasticNetCVModel())
        + MODEL_CONSTRUCTOR
        + accessors(new ElasticNetCVModel());
  }

  private static String start(String name, String base, Params owner) {
    StringBuilder text = new StringBuilder("\n\nclass %s(%s):\n".formatted(name, base));
    text.append("    _input_kwargs: dict[str, Any]\n\n");
    for (Param<?> param : owner.params()) {
      Type type = Type.of(param);
      text.append(
          PARAM.formatted(param.name(), type.name, param.name(), param.doc(), type.converter));
    }
    text.append("\n    _DEFAULTS: dict[str, Any] = {\n");
    for (Param<?> param : owner.params()) {
      if (owner.hasDefault(param)) {
        text.append("        \"%s\": %s,\n".formatted(param.name(), defaultOf(owner, param)));
      }
    }
    return text.append("    }\n").toString();
  }

  private static String constructor(ElasticNetCV estimator) {
    return CONSTRUCTOR.formatted(
        Arrays.stream(estimator.params())
            .map(
                param ->
                    "        %s: %s%s,\n"
                        .formatted(
                            param.name(),
                            Type.of(param).name,
                            estimator.hasDefault(param)
                                ? " = " + defaultOf(estimator, param)
                                : " | None = None"))
            .collect(Collectors.joining()),
        Arrays.stream(estimator.params())
            .map(param -> "        %s\n            %s\n".formatted(param.name(), param.doc()))
            .collect(Collectors.joining()),
        ElasticNetCV.class.getName());
  }

  private static String defaultOf(Params owner, Param<?> param) {
    return Type.of(param).literal.apply(owner.getDefault(param).get());
  }

  private static String number(Object value) {
    return value.toString().replace('E', 'e');
  }

  private static String accessors(Params owner) {
    return Arrays.stream(owner.params())
        .map(
            param ->
                ACCESSORS.formatted(
                    param.name().substring(0, 1).toUpperCase(Locale.ROOT)
                        + param.name().substring(1),
                    param.name(),
                    Type.of(param).name))
        .collect(Collectors.joining());
  }
}
