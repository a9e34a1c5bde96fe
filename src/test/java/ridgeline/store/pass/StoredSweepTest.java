package ridgeline.store.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.data.DataConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.FoldMoments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafAssert;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.EngineRefusedException;

/** A sweep from a store, after partitions came and went, is that of one pass over the rows left. */
@Tag("spark")
class StoredSweepTest {
  private static final int FOLDS = 5;

  private static final String COLUMNS =
      "INT(id DIV 200) AS day, SIN(id * 7) AS a, 50 + COS(id * 3) * 5 AS b, SIN(id * 5) AS u,"
          + " CONCAT('l', (id DIV 200 + id % 3) % 4) AS c, 1 + id % 3 AS w,"
          + " 2 * SIN(id * 7) - COS(id * 3) + id % 3 + SIN(id * 11) AS y";

  @TempDir private Path directory = Path.of("");

  private static Dataset<Row> rows(int days) {
    return LocalSpark.session().sql("SELECT %s FROM RANGE(%d)".formatted(COLUMNS, 200 * days));
  }

  private PartitionedTable table(Dataset<Row> rows, String name, String by) throws Exception {
    String path = directory.resolve(name + ".parquet").toString();
    rows.repartition(3).write().mode("overwrite").partitionBy(by).parquet(path);
    DataConfig data =
        SweepConfigReader.read(
                ("{name: x, data: {path: '%s', label: y, weight: w, numeric: [a, b, u],"
                        + " categorical: c, interactions: [[a, c]]}}")
                    .formatted(path),
                "job.yaml",
                List.of())
            .data();
    return PartitionedTables.open(
        LocalSpark.session(), data, List.of(by), FOLDS, List.of(), List.of());
  }

  private static void put(LeafTable store, PartitionedTable table, int from, int to)
      throws Exception {
    LeafTable.Change change = store.change(store.snapshot());
    Map<String, Leaf> leaves = Leaves.of(table, table.partitions().subList(from, to));
    for (String partition : leaves.keySet()) {
      change.put(partition, "any", leaves.get(partition));
    }
    change.commit(Map.of());
  }

  private static Leaf merged(LeafTable store) throws Exception {
    List<Leaf> leaves = new ArrayList<>();
    for (StoredLeaf leaf : store.snapshot().leaves().values()) {
      leaves.add(store.read(leaf));
    }
    return Leaf.merged(leaves);
  }

  private static ElasticNetCVModel sweep(Leaf leaf, String engine) {
    List<String> names =
        IntStream.range(0, leaf.features().count()).mapToObj(j -> "x" + j).toList();
    return new ElasticNetCV()
        .setNumFolds(FOLDS)
        .setElasticNetParams(engine.equals("mllib") ? new double[] {0} : new double[] {0, 0.5})
        .setNumRegParams(engine.equals("mllib") ? 2 : 50)
        .setEngine(engine)
        .fit(LocalSpark.session(), new FoldMoments(leaf.buckets()), names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "mllib"})
  void aSweepFromTheStoreIsThatOfTheRows(String engine) throws Exception {
    PartitionedTable wrong = table(rows(6).selectExpr("* EXCEPT (y)", "2 * y AS y"), "w", "day");
    PartitionedTable right = table(rows(6), "r", "day");
    LeafTable store =
        LeafTable.openOrCreate(
            directory.resolve("store").toString(), right.specification(), new Configuration());
    put(store, wrong, 0, 3);
    put(store, right, 2, 6);
    put(store, right, 0, 2);
    store.change(store.snapshot()).remove("day=4").commit(Map.of());
    PartitionedTable whole =
        table(rows(6).filter("day <> 4").selectExpr("*", "1 AS one").drop("day"), "s", "one");
    Leaf scratch = Leaves.of(whole, whole.partitions()).values().iterator().next();

    ElasticNetCVModel stored = sweep(merged(store), engine);
    ElasticNetCVModel once = sweep(scratch, engine);

    assertThat(stored.result().rows().read()).isEqualTo(1000);
    List<CvCurve> curves = once.result().validation().curves();
    for (int path = 0; path < curves.size(); path++) {
      List<CvCell> cells = stored.result().validation().curves().get(path).cells();
      assertThat(cells).hasSameSizeAs(curves.get(path).cells());
      for (int step = 0; step < cells.size(); step++) {
        CvCell expected = curves.get(path).cells().get(step);
        assertThat(cells.get(step).cvm()).isCloseTo(expected.cvm(), within(tolerance(engine)));
      }
    }
    double[] coefficients = once.regression().coefficients().toArray();
    assertThat(stored.regression().coefficients().toArray())
        .containsExactly(coefficients, within(tolerance(engine)));
    assertThat(Arrays.stream(coefficients).filter(value -> Math.abs(value) > 0.5)).isNotEmpty();
  }

  /** Exact up to rounding, or as exact as MLlib's iterations are. */
  private static double tolerance(String engine) {
    return engine.equals("mllib") ? 1e-6 : 1e-9;
  }

  /** The order in which partitions came does not change a bit. */
  @Test
  void theSameLeavesGiveTheSameBits() throws Exception {
    PartitionedTable table = table(rows(4), "r", "day");
    List<LeafTable> stores = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      stores.add(
          LeafTable.openOrCreate(
              directory.resolve(name).toString(), table.specification(), new Configuration()));
    }
    put(stores.get(0), table, 0, 4);
    for (int k = 3; k >= 0; k--) {
      LeafTable.Change change = stores.get(1).change(stores.get(1).snapshot());
      String partition = "day=" + k;
      StoredLeaf of = stores.get(0).snapshot().leaves().get(partition);
      change.put(partition, "any", stores.get(0).read(Objects.requireNonNull(of)));
      change.commit(Map.of());
    }

    LeafAssert.assertSameBits(merged(stores.get(0)), merged(stores.get(1)));
  }

  @Test
  void whatNeedsTheRowsIsRefused() throws Exception {
    PartitionedTable table = table(rows(2), "r", "day");
    FoldMoments moments =
        new FoldMoments(
            Leaf.merged(List.copyOf(Leaves.of(table, table.partitions()).values())).buckets());
    List<String> names = IntStream.range(0, moments.features()).mapToObj(j -> "x" + j).toList();

    assertThatThrownBy(
            () ->
                new ElasticNetCV()
                    .setNumFolds(FOLDS)
                    .setEngine("mllib-rows")
                    .fit(LocalSpark.session(), moments, names))
        .isInstanceOf(EngineRefusedException.class)
        .hasMessageStartingWith("engine mllib-rows reads the rows, and only their statistics");
    assertThatThrownBy(
            () ->
                new ElasticNetCV()
                    .setNumFolds(FOLDS)
                    .setRefit("mllib-rows")
                    .fit(LocalSpark.session(), moments, names))
        .isInstanceOf(EngineRefusedException.class)
        .hasMessageStartingWith("refit mllib-rows reads the rows");
    assertThatThrownBy(
            () -> new ElasticNetCV().setNumFolds(3).fit(LocalSpark.session(), moments, names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("numFolds is 3 and there are");
  }
}
