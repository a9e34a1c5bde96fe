package ridgeline.data.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class RoundRobinCoalescerTest {
  @ParameterizedTest
  @CsvSource({"10, 3, 3", "10, 1, 1", "7, 7, 7", "4, 9, 4", "5, 4, 4"})
  void assignsPartitionsInTurn(int partitions, int maxPartitions, int expected) {
    List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
    JavaRDD<Integer> rows =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
            .parallelize(numbers, partitions);
    List<List<Integer>> before = rows.glom().collect();

    List<List<Integer>> joined = RoundRobinCoalescer.of(rows, maxPartitions).glom().collect();

    assertThat(joined).hasSize(expected);
    for (int g = 0; g < expected; g++) {
      int group = g;
      assertThat(joined.get(g))
          .containsExactlyElementsOf(
              IntStream.range(0, partitions)
                  .filter(k -> k % expected == group)
                  .mapToObj(before::get)
                  .flatMap(List::stream)
                  .toList());
    }
  }
}
