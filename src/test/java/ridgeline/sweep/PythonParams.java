package ridgeline.sweep;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import ridgeline.statistics.Statistics;
import ridgeline.statistics.StatisticsCollector;

/** Writes the Python classes of the params of estimators and of their models. */
final class PythonParams {
  private static final String HEAD =
      """
      # Generated: mvn test -Dtest=PythonParamsTest -Dridgeline.updateSchema=true
      ""\"The params of estimators and of their models, as the Java classes have them.""\"

      from __future__ import annotations

      from typing import TYPE_CHECKING, Any

      from pyspark import keyword_only
      from pyspark.ml.param import Param, Params, TypeConverters
      from pyspark.ml.wrapper import JavaEstimator, JavaModel

      from ridgeline._grid import params_of
      from ridgeline._jvm import OfJava, new_object

      if TYPE_CHECKING:
          from collections.abc import Sequence

          from pyspark.ml.evaluation import RegressionEvaluator
          from pyspark.ml.regression import LinearRegression
          from typing_extensions import Self

          from ridgeline.statistics import Statistics
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
      %s    ) -> None:
              ""\"Creates an estimator; other values of its params than the defaults may be given.

              Parameters
              ----------
      %s
              Raises
              ------
              ConfigError
                  If there is no session with the jar%s.
              ""\"
              super().__init__()
              self._java_obj = new_object("%s", self.uid)
              self._setDefault(**self._DEFAULTS)
              self._set(**%s)
      """;

  private static final String TUNER_ARGUMENTS =
      """
              estimator: LinearRegression | None = None,
              estimatorParamMaps: Sequence[dict[Param[Any], Any]] | None = None,
              evaluator: RegressionEvaluator | None = None,
      """;

  private static final String TUNER_DOCUMENTATION =
      """
              estimator
                  a regression whose columns, standardization and fitIntercept are used
              estimatorParamMaps
                  the grid of a ParamGridBuilder over regParam and elasticNetParam of that regression
              evaluator
                  of rmse or mse, as cells are compared by their mean squared error
      """;

  /** What a constructor takes besides params. */
  private record Tuner(String arguments, String documentation, String errors, String given) {
    static final Tuner NONE = new Tuner("", "", "", "self._input_kwargs");

    /** What a CrossValidator takes. */
    static final Tuner CROSS_VALIDATOR =
        new Tuner(
            TUNER_ARGUMENTS,
            TUNER_DOCUMENTATION,
            ", or if the grid cannot be used",
            "params_of(**self._input_kwargs)");
  }

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
                .collect(Collectors.joining(", ", "[", "]"))),
    TEXTS(
        "list[str]",
        "toListString",
        value ->
            Stream.of((String[]) value)
                .map("\"%s\""::formatted)
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
      if (param instanceof StringArrayParam) {
        return TEXTS;
      }
      return param instanceof DoubleArrayParam ? FLOATS : TEXT;
    }
  }

  /** The module. */
  static String module() {
    return HEAD
        + estimator(new ElasticNetCV(), "ElasticNetCVModel", Tuner.CROSS_VALIDATOR)
        + model(new ElasticNetCVModel())
        + estimator(new StatisticsCollector(), "Statistics", Tuner.NONE)
        + model(new Statistics());
  }

  private static String estimator(Params estimator, String model, Tuner tuner) {
    String name = estimator.getClass().getSimpleName();
    return start(name + "Params", "OfJava, JavaEstimator[\"%s\"]".formatted(model), estimator)
        + constructor(estimator, tuner)
        + accessors(estimator);
  }

  private static String model(Params model) {
    return start(model.getClass().getSimpleName() + "Params", "OfJava, JavaModel", model)
        + MODEL_CONSTRUCTOR
        + accessors(model);
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

  private static String constructor(Params estimator, Tuner tuner) {
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
                .collect(Collectors.joining())
            + tuner.arguments(),
        Arrays.stream(estimator.params())
                .map(param -> "        %s\n            %s\n".formatted(param.name(), param.doc()))
                .collect(Collectors.joining())
            + tuner.documentation(),
        tuner.errors(),
        estimator.getClass().getName(),
        tuner.given());
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
