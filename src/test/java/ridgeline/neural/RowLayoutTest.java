package ridgeline.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.Part;
import scala.jdk.javaapi.CollectionConverters;

/** Images as arrays of numbers. */
class RowLayoutTest {
  private static final RowLayout IMAGES = new RowLayout.Images(List.of(1, 1, 3), 2);

  private static scala.collection.Seq<Double> pixels(double middle) {
    return CollectionConverters.asScala(List.of(0.0, middle, 255.0)).toSeq();
  }

  @Test
  void wholePixelsAreSharesOfWhite() {
    RowLayout.Inputs inputs = IMAGES.inputs(1);
    assertThat(inputs.put(0, pixels(51))).isNull();
    RowBlock block = new RowBlock(Part.TRAINING, inputs.take(1), new float[] {0}, new float[] {1});
    float[] row = new float[3];
    block.copyInputs(0, row, 0);
    assertThat(row).containsExactly(0, 0.2f, 1);
  }

  /** A share of white would become black. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 127.25, -1, 256, Double.NaN, Double.POSITIVE_INFINITY})
  void otherPixelsAreRefused(double pixel) {
    assertThat(IMAGES.inputs(1).put(0, pixels(pixel)))
        .startsWith(
            "an image has a pixel " + pixel + ", and pixels are whole numbers from 0 to 255");
  }
}
