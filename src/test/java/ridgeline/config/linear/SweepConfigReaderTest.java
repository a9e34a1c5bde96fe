package ridgeline.config.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.Jobs;
import ridgeline.config.data.BundledDataset;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.path.L2Scale;
import ridgeline.select.SelectionRule;

@Tag("plain")
class SweepConfigReaderTest {

  private static final SweepConfig LINE =
      new SweepConfig(
          "line",
          new DataConfig(
              BundledDataset.ARTICLE_LINE,
              null,
              null,
              Map.of(),
              null,
              "y",
              null,
              null,
              List.of("x"),
              List.of(),
              1,
              List.of(),
              null,
              null,
              InvalidValuePolicy.FAIL,
              null),
          new FoldsConfig(10, List.of(), 42, null),
          new GridConfig(
              List.of(0.0, 0.1, 0.5, 0.9, 1.0),
              new RegParamConfig.Generated(100, null),
              true,
              true,
              L2Scale.MLLIB,
              Map.of()),
          new EarlyStoppingConfig(true, 5, 1e-4, 10),
          new SelectConfig(SelectionRule.MIN),
          EngineChoice.AUTO,
          RefitChoice.MLLIB,
          new SolverConfig(1e-7, 100_000),
          new ReportConfig(true));

  @Test
  void whatIsLeftOutHasItsDefault() throws ConfigException {
    assertThat(Jobs.read(Jobs.LINE)).isEqualTo(LINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "folds:\ngrid:\nearlyStopping:\nselect:\nengine:\nrefit:\nsolver:\nreport:",
        "folds: {}\ngrid: {regParam: }\nselect: {rule: }",
        "folds: ~\ngrid: {regParam: {}, penaltyFactor: null}\nsolver: {tol: , maxIter: }"
      })
  void whatIsEmptyHasItsDefault(String sections) throws ConfigException {
    assertThat(Jobs.read(Jobs.LINE + sections)).isEqualTo(LINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.json", "job.yaml"})
  void jsonReadsAsWell(String fileName) throws ConfigException {
    String json =
        """
        {
          "name": "line",
          "data": {"dataset": "article-line", "label": "y", "numeric": ["x"], "where": null},
          "solver": {"tol": 1E-7}
        }
        """;
    assertThat(SweepConfigReader.read(json, fileName, List.of())).isEqualTo(LINE);
  }

  @Test
  void jsonHasTabsAndEscapesThatYamlLacks() throws ConfigException {
    String json =
        "{\t\"name\": \"a\",\n\t\"data\": {\"path\": \"a\\/b\", \"formula\": \"y ~ \\u002e\"}}";
    DataConfig data = SweepConfigReader.read(json, "job.json", List.of("name=b")).data();
    assertThat(data.path()).isEqualTo("a/b");
    assertThat(data.formula()).isEqualTo("y ~ .");
  }

  @Test
  void everyKeyIsRead() throws ConfigException {
    SweepConfig config =
        Jobs.read(
            """
            name: prices.2024-v1_b
            data:
              path: s3a://bucket/prices
              format: csv
              options: {header: true, sep: ";", nullValue: "", nanValue: -999.00, maxColumns: 20}
              label: log(price)
              weight: w
              where: price > 0
              numeric: [carat, "*"]
              categorical: [cut]
              degree: 2
              interactions: [[carat, cut], [cut, depth]]
              invalid: impute
            folds: {count: 3, by: [customer, shop], seed: -9223372036854775808}
            grid:
              elasticNetParam: [1, 0.25]
              regParam: [1, 0, 0.5]
              standardization: false
              fitIntercept: false
              l2Scale: plain
              penaltyFactor: {x: 0, "cut=Ideal": 2.5}
            earlyStopping: {enabled: false, patience: 1, minImprovement: 0, minLambdas: 1}
            select: {rule: 1se}
            engine: gram
            refit: statistics
            solver: {tol: 1, maxIter: 2147483647}
            report: {heldOut: false}
            """);
    assertThat(config)
        .isEqualTo(
            new SweepConfig(
                "prices.2024-v1_b",
                new DataConfig(
                    null,
                    "s3a://bucket/prices",
                    "csv",
                    Map.of(
                        "header", "true",
                        "sep", ";",
                        "nullValue", "",
                        "nanValue", "-999.00",
                        "maxColumns", "20"),
                    null,
                    "log(price)",
                    "w",
                    "price > 0",
                    List.of("carat", "*"),
                    List.of("cut"),
                    2,
                    List.of(List.of("carat", "cut"), List.of("cut", "depth")),
                    null,
                    null,
                    InvalidValuePolicy.IMPUTE,
                    null),
                new FoldsConfig(3, List.of("customer", "shop"), Long.MIN_VALUE, null),
                new GridConfig(
                    List.of(1.0, 0.25),
                    new RegParamConfig.Explicit(List.of(1.0, 0.0, 0.5)),
                    false,
                    false,
                    L2Scale.PLAIN,
                    Map.of("x", 0.0, "cut=Ideal", 2.5)),
                new EarlyStoppingConfig(false, 1, 0, 1),
                new SelectConfig(SelectionRule.ONE_SE),
                EngineChoice.GRAM,
                RefitChoice.STATISTICS,
                new SolverConfig(1, Integer.MAX_VALUE),
                new ReportConfig(false)));
    assertThat(config.data().options().keySet())
        .containsExactly("header", "sep", "nullValue", "nanValue", "maxColumns");
    assertThat(config.grid().penaltyFactor().keySet()).containsExactly("x", "cut=Ideal");
  }

  @Test
  void featuresCanBeAVectorOrAFormula() throws ConfigException {
    String vector = "{name: v, data: {sql: SELECT 1, label: y, vector: features, invalid: drop}}";
    assertThat(Jobs.read(vector).data().vector()).isEqualTo("features");
    String formula = "{name: f, data: {sql: SELECT 1, formula: y ~ .}, folds: {column: fold}}";
    assertThat(Jobs.read(formula).data().formula()).isEqualTo("y ~ .");
    assertThat(Jobs.read(formula).folds().column()).isEqualTo("fold");
  }

  @Test
  void aSingleValueIsAListOfOne() throws ConfigException {
    SweepConfig config =
        Jobs.read(
            """
            name: single
            data: {dataset: diamonds, label: price, numeric: "*", categorical: cut}
            folds: {by: color}
            grid: {elasticNetParam: 1, regParam: 0.1}
            """);
    assertThat(config.data().numeric()).containsExactly(DataConfig.ALL_NUMERIC);
    assertThat(config.data().categorical()).containsExactly("cut");
    assertThat(config.folds().by()).containsExactly("color");
    assertThat(config.grid().elasticNetParam()).containsExactly(1.0);
    assertThat(config.grid().regParam()).isEqualTo(new RegParamConfig.Explicit(List.of(0.1)));
  }

  @Test
  void wordsThatYaml11TakesForBooleansAreText() throws ConfigException {
    DataConfig data =
        Jobs.read("{name: no, data: {dataset: diamonds, label: y, numeric: [on, n, x, no]}}")
            .data();
    assertThat(data.label()).isEqualTo("y");
    assertThat(data.numeric()).containsExactly("on", "n", "x", "no");
  }

  @Test
  void minusZeroIsZero() throws ConfigException {
    GridConfig grid = Jobs.read(Jobs.LINE + "grid: {elasticNetParam: -0.0}").grid();
    assertThat(grid.elasticNetParam()).containsExactly(0.0);
  }

  @Test
  void listsAndMapsCannotBeChanged() throws ConfigException {
    SweepConfig config =
        Jobs.read(
            """
            name: fixed
            data:
              path: t.csv
              options: {header: true}
              label: y
              numeric: [x]
              categorical: [c]
              interactions: [[x, c]]
            folds: {by: [k]}
            grid: {elasticNetParam: [1], regParam: [1], penaltyFactor: {x: 2}}
            refit: statistics
            """);
    assertThat(config.data().options()).isUnmodifiable();
    assertThat(config.data().numeric()).isUnmodifiable();
    assertThat(config.data().categorical()).isUnmodifiable();
    assertThat(config.data().interactions()).isUnmodifiable();
    assertThat(config.data().interactions().get(0)).isUnmodifiable();
    assertThat(config.folds().by()).isUnmodifiable();
    assertThat(config.grid().elasticNetParam()).isUnmodifiable();
    assertThat(config.grid().penaltyFactor()).isUnmodifiable();
    assertThat(((RegParamConfig.Explicit) config.grid().regParam()).values()).isUnmodifiable();
  }

  @Test
  void shippedJobFilesAreGood() throws Exception {
    assertThat(shipped("sweep-diabetes.yaml").data().numeric()).containsExactly("*");
    assertThat(shipped("sweep-article.yaml").data()).isEqualTo(LINE.data());
    SweepConfig diamonds = shipped("sweep-diamonds.yaml");
    assertThat(diamonds.data().numeric()).containsExactly("carat", "depth", "table", "x", "y", "z");
    SweepConfig sameButDefaults =
        new SweepConfig(
            "diamonds",
            diamonds.data(),
            LINE.folds(),
            LINE.grid(),
            LINE.earlyStopping(),
            LINE.select(),
            LINE.engine(),
            LINE.refit(),
            LINE.solver(),
            LINE.report());
    assertThat(diamonds).as("shows the defaults").isEqualTo(sameButDefaults);
  }

  private static SweepConfig shipped(String name) throws Exception {
    return Jobs.read(Files.readString(Path.of("conf", name)));
  }
}
