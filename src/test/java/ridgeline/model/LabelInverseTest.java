package ridgeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.residual.ResidualSummary;

/** Labels that are functions of a quantity, and their inverses. */
@Tag("spark")
class LabelInverseTest {
  /** Bins keep their means; only the variance within them is lost. */
  private static final Offset<Double> BINNED = within(1e-6);

  /** The square root has no power series at 0. */
  private static final Offset<Double> AT_ZERO = within(3e-3);

  /**
   * The residuals of the reference:
   *
   * <pre>{@code
   * python3 -c "
   * import math
   * e = [0.3 * math.sin(7 * i * i + 1) + 0.2 * math.cos(3 * i) ** 3 for i in range(1000)]
   * w = [1 + i % 3 for i in range(1000)]
   * mean = lambda h: sum(a * h(b) for a, b in zip(w, e)) / sum(w)
   * print(mean(math.exp), mean(lambda b: 10 ** b))
   * for z in (1.0, 2.0, 0.05):
   *   print(z, mean(lambda b: max(z + b, 0) ** 2), mean(lambda b: max(z + b, 0) ** 0.5),
   *         mean(lambda b: math.expm1(z + b)))"
   * }</pre>
   */
  private static LabelInverse inverse(String label) {
    LabelTransform transform = Objects.requireNonNull(LabelExpression.of(label).transform());
    ResidualSummary all = new ResidualSummary(0.25, transform.rate());
    ResidualSummary part = all.fresh();
    for (int i = 0; i < 1000; i++) {
      double residual = 0.3 * Math.sin(7.0 * i * i + 1) + 0.2 * Math.pow(Math.cos(3.0 * i), 3);
      double prediction = 2 + Math.sin(i);
      (i % 7 == 0 ? part : all).add(prediction, prediction + residual, 1 + i % 3);
    }
    all.addAll(part);
    return LabelInverse.of(transform, all);
  }

  @Test
  void duansFactor() {
    assertThat(inverse("log(y)").factor()).isCloseTo(1.0314541212466075, within(1e-12));
    assertThat(inverse("log10(y)").factor()).isCloseTo(1.1734258632145156, within(1e-12));
    assertThat(inverse("log(y)").rows()).isEqualTo(1000);
    assertThat(inverse("log(y)").predict(1.5))
        .isCloseTo(1.0314541212466075 * Math.exp(1.5), within(1e-11));
    assertThat(inverse("sqrt(y)").factor()).isZero();
  }

  /**
   * Expected values by numpy:
   *
   * <pre>
   * import numpy as np
   * i = np.arange(1000.0); w = 1 + i % 3
   * e = 0.3 * np.sin(7 * i * i + 1) + 0.2 * np.cos(3 * i) ** 3
   * for z in (1.0, 2.0):
   *     for y in (np.exp(z + e) - 1, 1000 * np.exp(z + e), (10 ** (2 - z - e) + 4) / 3, (z + e) ** 2 - 1):
   *         print(np.average(y, weights=w))
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "1.0, 1.8037829946738417, 2803.7829946738416, 5.242984588067689, 0.06231060877188809",
    "2.0, 6.621472365364388, 7621.472365364388, 1.724298458806769, 3.062716540534907"
  })
  void innerFactorsAndShiftsAreInverted(
      double z, double shifted, double scaled, double both, double root) {
    assertThat(inverse("log(y + 1)").predict(z))
        .isCloseTo(shifted, within(1e-11))
        .isCloseTo(inverse("log1p(y)").predict(z), within(1e-11));
    assertThat(inverse("log(y / 1000)").predict(z)).isCloseTo(scaled, within(1e-8));
    assertThat(inverse("2 - log10(3 * y - 4)").predict(z)).isCloseTo(both, within(1e-11));
    assertThat(inverse("sqrt(y + 1)").predict(z)).isCloseTo(root, BINNED);
    assertThat(inverse("log(2 * y + 1)").factor()).isCloseTo(1.0314541212466062, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0623106087718879, 0.9920360150418964, 1.803782994673839",
    "2.0, 4.062716540534908, 1.4115219093154985, 6.621472365364386",
    "0.05, 0.042886389705395725, 0.2578554370031102, 0.08433790490448798"
  })
  void theMeanOfTheInverse(double z, double ofRoot, double ofSquare, double ofLog1p) {
    boolean atZero = z < 0.5;
    assertThat(inverse("sqrt(y)").predict(z)).isCloseTo(ofRoot, atZero ? AT_ZERO : BINNED);
    assertThat(inverse("pow(y, 2)").predict(z))
        .isCloseTo(ofSquare, atZero ? within(0.02) : within(1e-5));
    assertThat(inverse("log1p(y)").predict(z)).isCloseTo(ofLog1p, within(1e-11));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "log(rent); rent",
        "LN(rent / 1000); rent",
        "log(2, rent); rent",
        "log2(rent) * 3 - 1; rent",
        "1 - log10(rent + 1); rent",
        "-sqrt(rent); rent",
        "power(rent, 1/3); rent",
        "pow(rent, 0.25) / 2; rent",
        "cbrt(rent); rent",
        "cbrt(rent - 1000); rent",
        "pow(-rent - 100, 1); rent",
        "pow(rent - 3, 3) / 7; rent",
        "cast(log(rent + 100) as float); rent",
        "log(rent + 100) + 2 * 3; rent",
        "double(log(rent)) - log(2); rent",
        "log(cast(rent as double)) / log(10); CAST(rent AS DOUBLE)",
        "log1p(`monthly rent`); `monthly rent`",
        "log(sqrt(rent)); rent",
        "log(2 * (3 + sqrt(rent / 4 + 1))); rent",
        "sqrt(1600 - rent) * 3; rent",
        "log(rent + `monthly rent` + 1); (rent + `monthly rent`)"
      })
  void everyStepIsInverted(String label, String quantity) {
    LabelTransform transform = Objects.requireNonNull(LabelExpression.of(label).transform());
    assertThat(transform.expression()).isEqualTo(quantity);
    LabelInverse inverse = inverse(label);
    List<Row> rows =
        LocalSpark.session()
            .sql(
                "SELECT double(%1$s) AS z, double(%2$s) AS y FROM VALUES (0.5D, 0.5D), (1D, 1D), (7D, 7D), (1500D, 1500D) AS t(rent, `monthly rent`)"
                    .formatted(label, quantity))
            .selectExpr("z", "y", inverse.predict("z") + " AS p")
            .collectAsList();
    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      assertThat(transform.inverse(row.getDouble(0)))
          .isCloseTo(row.getDouble(1), within((label.contains("float") ? 1e-6 : 1e-9) * 1500));
      assertThat(inverse.predict(row.getDouble(0)))
          .isCloseTo(row.getDouble(2), within(1e-9 * Math.max(1, Math.abs(row.getDouble(2)))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rent",
        "rent / 1000",
        "-rent",
        "abs(rent)",
        "pow(rent, -1)",
        "pow(2, rent)",
        "log(rent, 2)",
        "log(rent) + log(area)",
        "exp(rent)",
        "log(0, rent)",
        "count(",
        "pow(rent, k)"
      })
  void othersAreLeftAsTheyAre(String label) {
    assertThat(LabelExpression.of(label).transform()).isNull();
  }

  /** A negative and a positive number may have the same power, but the root is positive. */
  @Test
  void evenPowersLoseTheSign() {
    assertThat(LabelExpression.of("pow(log(rent - 2), 2) + 1").squared())
        .containsExactly("log((rent - 2))");
    assertThat(LabelExpression.of("pow(rent, 3)").squared()).isEmpty();
    assertThat(LabelExpression.of("pow(rent, 0.5)").squared()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "rent; true",
        "`monthly rent` / 1000; true",
        "-cast(rent as double); true",
        "double(rent) * 2; true",
        "abs(rent); false",
        "log(rent) + log(area); false",
        "rent * rent; false"
      })
  void columnsAndOtherExpressions(String label, boolean column) {
    assertThat(LabelExpression.of(label)).isEqualTo(new LabelExpression(null, List.of(), column));
  }

  /** The reciprocal of 1e-310 is infinite. */
  @ParameterizedTest
  @ValueSource(strings = {"log(rent + 100) / 1e-310D", "log(rent) * 1e400", "log(rent) / 0"})
  void stepsWithoutAnInverseAreNotStripped(String label) {
    assertThat(LabelExpression.of(label).transform()).isNull();
  }

  /**
   * Expected values by numpy, where e and w are those of the residuals:
   *
   * <pre>
   * p, t, v = np.array([[0, .1, 1], [1, .8, 2], [2, 2.3, 1], [1.5, 1.5, 3]]).T
   * y = 2 * (np.exp(t) + 3)
   * d = 2 * (np.average(np.exp(e), weights=w) * np.exp(p) + 3) - y
   * mean = lambda x: np.average(x, weights=v)
   * print(mean(d), mean(d * d) ** 0.5, mean(abs(d)), 1 - mean(d * d) / mean((y - mean(y)) ** 2))
   * </pre>
   */
  @Test
  void errorsInTheUnitOfAColumnThatIsScaledAndShifted() {
    UnitErrors errors = new UnitErrors(inverse("log(y / 2 - 3)"));
    errors.add(0, 0.1, 1);
    errors.add(1, 0.8, 2);
    errors.add(2, 2.3, 1);
    errors.add(1.5, 1.5, 3);
    assertThat(errors.bias()).isCloseTo(-0.24201142276931747, within(1e-11));
    assertThat(errors.rmse()).isCloseTo(1.8926960801719008, within(1e-11));
    assertThat(errors.absolute().mean()).isCloseTo(1.1445182265331797, within(1e-11));
    assertThat(errors.r2()).isCloseTo(0.876905253552865, within(1e-11));
  }

  @Test
  void theQuantityRevealsNoSecretOfItsExpression() {
    LabelTransform transform =
        Objects.requireNonNull(
            LabelExpression.of("log(cast(aes_decrypt(unbase64(x), 'cedar-and-oak') AS DOUBLE))")
                .transform());

    assertThat(transform.expression()).contains("aes_decrypt").doesNotContain("cedar");
  }

  @Test
  void errorsInTheUnitOfTheQuantity() {
    LabelInverse inverse = inverse("log(y)");
    UnitErrors whole = new UnitErrors(inverse);
    UnitErrors left = whole.fresh();
    UnitErrors right = whole.fresh();
    double[][] rows = {{0, 0.1, 1}, {1, 0.8, 2}, {2, 2.3, 1}, {1.5, 1.5, 3}};
    double sum = 0;
    double squares = 0;
    double absolute = 0;
    for (int i = 0; i < rows.length; i++) {
      whole.add(rows[i][0], rows[i][1], rows[i][2]);
      (i < 2 ? left : right).add(rows[i][0], rows[i][1], rows[i][2]);
      double error = inverse.factor() * Math.exp(rows[i][0]) - Math.exp(rows[i][1]);
      sum += rows[i][2] * error;
      squares += rows[i][2] * error * error;
      absolute += rows[i][2] * Math.abs(error);
    }
    left.addAll(right);
    assertThat(left.absolute().mean()).isCloseTo(absolute / 7, within(1e-12));
    assertThat(whole.bias()).isCloseTo(sum / 7, within(1e-12));
    assertThat(whole.rmse()).isCloseTo(Math.sqrt(squares / 7), within(1e-12));
    assertThat(left.rmse()).isCloseTo(whole.rmse(), within(1e-12));
    assertThat(left.r2()).isCloseTo(whole.r2(), within(1e-12));
  }

  /** Their SQL has nested steps for each residual, and used to take minutes to parse. */
  @Test
  void stepsAndResidualsAreBounded() {
    LabelTransform.Step step = new LabelTransform.Step(LabelTransform.Kind.LINEAR, 2, 1);
    assertThatThrownBy(() -> new LabelTransform("y", Collections.nCopies(33, step)))
        .hasMessage("has 33 label.steps; the limit is 32");
    LabelTransform.Step signed = new LabelTransform.Step(LabelTransform.Kind.SIGNED_POWER, 3, 0);
    assertThatThrownBy(() -> new LabelTransform("y", Collections.nCopies(5, signed)))
        .hasMessage("has 5 label.steps of signedPower; the limit is 4");
    LabelTransform most = new LabelTransform("y", Collections.nCopies(32, step));
    LabelInverse.Residual residual = new LabelInverse.Residual(0.5, 0.05);
    assertThatThrownBy(() -> new LabelInverse(most, Collections.nCopies(17, residual), 1))
        .hasMessage("has 17 label.residuals; the limit is 16");
    LabelInverse inverse = new LabelInverse(most, Collections.nCopies(16, residual), 1);
    Row row = LocalSpark.session().sql("select " + inverse.predict("2.0D")).head();
    assertThat(row.getDouble(0)).isCloseTo(inverse.predict(2), within(1e-12));
  }

  /** Without an inverse, the label itself is predicted. */
  @Test
  void aLabelOfTooManyStepsHasNoInverse() {
    assertThat(LabelExpression.of("log(y)" + " + 1".repeat(31)).transform()).isNotNull();
    assertThat(LabelExpression.of("log(y)" + " + 1".repeat(32)).transform()).isNull();
    assertThat(LabelExpression.of("cbrt(".repeat(4) + "y" + ")".repeat(4)).transform()).isNotNull();
    assertThat(LabelExpression.of("cbrt(".repeat(5) + "y" + ")".repeat(5)).transform()).isNull();
  }
}
