package ridgeline.neural.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.network.DataSplit;
import scala.jdk.javaapi.CollectionConverters;

/** Images as arrays of numbers, as bytes, and as image files. */
@Tag("plain")
class RowLayoutTest {
  private static final RowLayout IMAGES = new RowLayout.Images(List.of(1, 1, 3), 2);

  private static scala.collection.Seq<Double> pixels(double middle) {
    return CollectionConverters.asScala(List.of(0.0, middle, 255.0)).toSeq();
  }

  @Test
  void wholePixelsAreSharesOfWhite() {
    assertThat(put(List.of(1, 1, 3), pixels(51))).containsExactly(0, 0.2f, 1);
  }

  /** A value from 0 to 1 would become black. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 127.25, -1, 256, Double.NaN, Double.POSITIVE_INFINITY})
  void otherPixelsAreRefused(double pixel) {
    assertThat(IMAGES.inputs(1, FeatureNames.UNKNOWN).put(0, pixels(pixel)))
        .startsWith(
            "a pixel of an image is "
                + pixel
                + ", but must be a whole number from 0 to 255; multiply values from 0 to 1 by 255");
  }

  /** Bytes after the end of a PNG are not part of it. */
  @Test
  void anEncodedImageMayBeAsLongAsItsPixels() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(3, 2, 0, 204);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ImageIO.write(image, "png", content);
    float[] row = put(List.of(1, 28, 28), Arrays.copyOf(content.toByteArray(), 784));
    float[] expected = new float[784];
    expected[2 * 28 + 3] = 0.8f;
    assertThat(row).containsExactly(expected);
  }

  @Test
  void pixelsMayBeginAsTheBytesOfABmpDo() {
    assertThat(put(List.of(1, 1, 3), new byte[] {'B', 'M', 51}))
        .containsExactly('B' / 255f, 'M' / 255f, 0.2f);
  }

  /** As floats they would be infinite, and the prediction NaN. */
  @Test
  void whatOverflowsWhenStandardisedIsRefused() {
    RowLayout layout =
        new RowLayout.Features("vector", new double[] {0, 1}, new double[] {1, 2}, 5, 0.5, 1, 0);
    RowLayout.Inputs inputs = layout.inputs(1, FeatureNames.of(List.of("a", "b")));
    assertThat(inputs.put(0, Vectors.dense(1e30, 1))).isNull();
    assertThat(inputs.put(0, Vectors.dense(1, 1e60)))
        .isEqualTo(
            "b is 1.0E60, which is too far from the training rows' values (mean 1.0, deviation 2.0) for a network");
    assertThat(inputs.refused()).isEqualTo("b");
    assertThat(layout.refuseLabel(1e60))
        .startsWith(
            "a label is 1.0E60, which is too far from the training rows' labels (mean 5.0,");
    assertThat(layout.refuseLabel(1e30)).isNull();
  }

  @Test
  void aProblemHasOneMend() {
    assertThat(RowLayout.withAdvice("x.png is empty; remove it"))
        .isEqualTo("x.png is empty; remove it");
    assertThat(RowLayout.withAdvice("an image is null"))
        .isEqualTo("an image is null; fix the data, or leave out such rows");
  }

  private static float[] put(List<Integer> shape, Object image) {
    RowLayout layout = new RowLayout.Images(shape, 2);
    RowLayout.Inputs inputs = layout.inputs(1, FeatureNames.UNKNOWN);
    assertThat(inputs.put(0, image)).isNull();
    RowBlock block =
        new RowBlock(DataSplit.TRAINING, inputs.take(1), new float[] {0}, new float[] {1});
    float[] row = new float[layout.width()];
    block.copyInputs(0, row, 0);
    return row;
  }
}
