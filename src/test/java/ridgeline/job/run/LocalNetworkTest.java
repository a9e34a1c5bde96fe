package ridgeline.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.UsageException;

/** A session of this machine alone is open to this machine alone. */
@Tag("plain")
class LocalNetworkTest {
  private static SparkConf conf(String master) {
    return new SparkConf(false).set("spark.master", master);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[2]", "local[*]", "local[*,3]"})
  void aLocalSessionListensOnTheLoopback(String master) {
    assertThat(LocalNetwork.settings(conf(master), ""))
        .containsAllEntriesOf(
            Map.of(
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.driver.host", "127.0.0.1",
                "spark.authenticate", "true",
                "spark.ui.enabled", "false",
                "spark.ui.killEnabled", "false"));
  }

  @Test
  void aClusterStaysAsItIs() {
    for (String master :
        List.of("spark://host:7077", "yarn", "k8s://https://h", "local-cluster[1,1,1024]")) {
      assertThat(LocalNetwork.settings(conf(master), "")).as(master).isEmpty();
    }
    assertThat(LocalNetwork.settings(conf("spark://127.0.0.1:7077"), ""))
        .containsOnlyKeys("spark.driver.bindAddress", "spark.driver.host");
  }

  @Test
  void whatWasGivenStays() {
    SparkConf given =
        conf("local[2]").set("spark.driver.host", "h").set("spark.ui.enabled", "true");
    assertThat(LocalNetwork.settings(given, "127.0.0.1"))
        .doesNotContainKeys("spark.driver.host", "spark.ui.enabled")
        .containsEntry("spark.ui.killEnabled", "false");
    assertThatThrownBy(() -> LocalNetwork.settings(given, ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("SPARK_LOCAL_IP=127.0.0.1");
  }
}
