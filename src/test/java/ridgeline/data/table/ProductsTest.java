package ridgeline.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.design.ColumnFeatures;
import ridgeline.data.design.Design;
import ridgeline.data.design.Profile;
import ridgeline.data.feature.Features;

/** Products of levels are counted before they are named. */
@Tag("plain")
class ProductsTest {
  private static Features features(int levels) {
    List<String> all = IntStream.range(0, levels).mapToObj(k -> "level" + k).toList();
    Design design =
        new Design(
            "y",
            null,
            List.of(),
            List.of("a", "b"),
            List.of(DataTypes.StringType, DataTypes.StringType),
            1,
            List.of(List.of("a", "b")));
    Profile profile = new Profile(1, 0, new long[0], new double[0], List.of(all, all));
    return ColumnFeatures.build(design, profile, InvalidValuePolicy.FAIL, null);
  }

  @Test
  void tooManyProductsAreRefused() {
    assertThatThrownBy(() -> features(50_000))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data.interactions: a:b makes 2,500,000,000 terms with the levels of the table; the limit is 100,000; leave it out, or group rare levels");
    assertThat(features(100).names()).hasSize(100 + 100 + 100 * 100);
  }
}
