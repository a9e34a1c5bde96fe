package ridgeline.stats.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.stats.residual.Histogram2d.Axis;

@Tag("plain")
class Histogram2dTest {
  private static final Axis X = new Axis(0, 4, 4);
  private static final Axis Y = new Axis(-1, 1, 2);

  @Test
  void countsEachPairInItsBin() {
    Histogram2d pairs = new Histogram2d(X, Y);
    pairs.add(0, -1);
    pairs.add(0.99, -0.01);
    pairs.add(3.5, 0);
    assertThat(pairs.count(0, 0)).isEqualTo(2);
    assertThat(pairs.count(3, 1)).isEqualTo(1);
    assertThat(pairs.count(3, 0)).isZero();
    assertThat(pairs.outside()).isZero();
  }

  @Test
  void countsPairsOutsideSeparately() {
    Histogram2d pairs = new Histogram2d(X, Y);
    pairs.add(4, 0);
    pairs.add(-0.001, 0);
    pairs.add(1, 1);
    pairs.add(1, -1.5);
    pairs.add(Double.NaN, 0);
    pairs.add(Double.POSITIVE_INFINITY, 0);
    assertThat(pairs.outside()).isEqualTo(6);
    assertThat(total(pairs)).isZero();
  }

  @Test
  void partsAddUpToTheWhole() {
    Random random = new Random(7);
    Histogram2d whole = new Histogram2d(X, Y);
    Histogram2d first = new Histogram2d(X, Y);
    Histogram2d second = new Histogram2d(X, Y);
    for (int i = 0; i < 500; i++) {
      double x = 5 * random.nextDouble();
      double y = random.nextGaussian();
      whole.add(x, y);
      (i % 3 == 0 ? first : second).add(x, y);
    }
    first.addAll(second);
    assertThat(first.outside()).isEqualTo(whole.outside()).isPositive();
    for (int column = 0; column < X.bins(); column++) {
      for (int row = 0; row < Y.bins(); row++) {
        assertThat(first.count(column, row)).isEqualTo(whole.count(column, row)).isPositive();
      }
    }
    assertThat(total(whole) + whole.outside()).isEqualTo(whole.total()).isEqualTo(500);
  }

  @Test
  void refusesToAddDifferentAxes() {
    assertThatThrownBy(() -> new Histogram2d(X, Y).addAll(new Histogram2d(Y, Y)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot add histograms with different axes");
  }

  @Test
  void anAxisIsCentredAtTheMean() {
    assertThat(Axis.around(10, 2, 5, 50)).isEqualTo(new Axis(0, 20, 50));
  }

  private static long total(Histogram2d pairs) {
    long total = 0;
    for (int column = 0; column < pairs.x().bins(); column++) {
      for (int row = 0; row < pairs.y().bins(); row++) {
        total += pairs.count(column, row);
      }
    }
    return total;
  }
}
