package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class TaskSlotsTest {
  @Test
  void includeAllExecutorsOfACluster() {
    assertThat(slots(Map.of())).isZero();
    assertThat(slots(Map.of("executor.instances", "7", "executor.cores", "4"))).isEqualTo(28);
    assertThat(slots(Map.of("executor.instances", "7", "executor.cores", "4", "task.cpus", "2")))
        .isEqualTo(14);
    assertThat(slots(Map.of("dynamicAllocation.enabled", "true", "executor.cores", "2")))
        .isEqualTo(100);
    assertThat(
            slots(
                Map.of("dynamicAllocation.enabled", "true", "dynamicAllocation.maxExecutors", "9")))
        .isEqualTo(9);
  }

  private static int slots(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach((key, value) -> conf.set("spark." + key, value));
    return TaskSlots.expected(conf);
  }

  @Test
  void areTheThreadsOfALocalSession() {
    assertThat(TaskSlots.of(LocalSpark.session().sparkContext()))
        .isEqualTo(LocalSpark.session().sparkContext().defaultParallelism());
  }
}
