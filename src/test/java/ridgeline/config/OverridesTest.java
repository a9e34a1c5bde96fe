package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.data.DataConfig;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.GridConfig;
import ridgeline.config.linear.RegParamConfig;
import ridgeline.config.linear.SweepConfig;

@Tag("plain")
class OverridesTest {

  @Test
  void valuesAreYaml() throws ConfigException {
    SweepConfig config =
        Jobs.read(
            Jobs.LINE,
            "grid.elasticNetParam=[0, 1]",
            "grid.regParam.count = 50",
            "earlyStopping={enabled: false}",
            "data.where=y = 1",
            "name=\"2024\"");
    assertThat(config.grid().elasticNetParam()).containsExactly(0.0, 1.0);
    assertThat(config.grid().regParam()).isEqualTo(new RegParamConfig.Generated(50, null));
    assertThat(config.earlyStopping().enabled()).isFalse();
    assertThat(config.data().where()).isEqualTo("y = 1");
    assertThat(config.name()).isEqualTo("2024");
  }

  @Test
  void theLastOneWins() throws ConfigException {
    SweepConfig config = Jobs.read(Jobs.LINE + "engine: mllib", "engine=gram", "engine=auto");
    assertThat(config.engine()).isEqualTo(EngineChoice.AUTO);
  }

  @Test
  void nothingEmptiesAKey() throws ConfigException {
    String job = "{name: a, data: {dataset: diamonds, label: y, numeric: x, where: x > 0}}";
    DataConfig data = Jobs.read(job, "data.where=", "data.dataset=", "data.path=t.csv").data();
    assertThat(data.where()).isNull();
    assertThat(data.dataset()).isNull();
    assertThat(data.path()).isEqualTo("t.csv");
  }

  @Test
  void emptySectionsCanBeFilled() throws ConfigException {
    SweepConfig config = Jobs.read(Jobs.LINE + "grid:\nfolds: {by: }", "grid.regParam.count=7");
    assertThat(config.grid().regParam()).isEqualTo(new RegParamConfig.Generated(7, null));
  }

  @Test
  void entriesAreAddressedByIndex() throws ConfigException {
    String job =
        """
        name: a
        data:
          dataset: diamonds
          label: price
          numeric: [x, y, z]
          interactions: [[x, y], [y, z]]
        """;
    DataConfig data =
        Jobs.read(job, "data.numeric.0=carat", "data.numeric[2]=x", "data.interactions[1].1=x")
            .data();
    assertThat(data.numeric()).containsExactly("carat", "y", "x");
    assertThat(data.interactions()).isEqualTo(List.of(List.of("x", "y"), List.of("y", "x")));
  }

  @Test
  void mapsTakeEveryName() throws ConfigException {
    GridConfig grid =
        Jobs.read(
                Jobs.LINE,
                "refit=statistics",
                "grid.penaltyFactor={\"a.b\": 1, \"cut=Ideal\": 2}",
                "grid.penaltyFactor.x/y~z=3")
            .grid();
    assertThat(grid.penaltyFactor()).isEqualTo(Map.of("a.b", 1.0, "cut=Ideal", 2.0, "x/y~z", 3.0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          grid              -> must be key=value, such as grid.regParam.count=50
          =5                -> must be key=value, such as grid.regParam.count=50
          name.first=a      -> name is a single value and has no keys
          data.label.a.b=a  -> data.label is a single value and has no keys
          data.numeric.1=y  -> data.numeric is a list of 1 entries, counted from 0
          data.numeric.x=y  -> data.numeric is a list of 1 entries, counted from 0
          data.numeric.-1=y -> data.numeric is a list of 1 entries, counted from 0
          data.numeric.5.0=y -> data.numeric is a list of 1 entries, counted from 0
          data.numeric.1.a=y -> data.numeric is a list of 1 entries, counted from 0
          network.10000.dense=3 -> has an entry 10,000 of a list that is not there; the limit is 9,999
          data.numeric=[x   -> the value cannot be read at line 1, column 3: while parsing a flow sequence, expected ',' or ']', but got <stream end>
          data.where=%a > 3 -> has a value that YAML takes for a comment, or for nothing; put it in quotes
          data.path=a #1.csv -> has a value that YAML takes for a comment, or for nothing; put it in quotes
          data.where=c <> '#1' and d > 3 # x -> has a value that YAML takes for a comment, or for nothing; put it in quotes
          data.where=# x    -> has a value that YAML takes for a comment, or for nothing; put it in quotes
          data.where=!isnull(x) -> the value cannot be read at line 1, column 1: a ! at the start of a value makes it a tag of YAML; put the value in quotes
          data.numeric=*    -> the value cannot be read at line 1, column 2: a * must be in quotes, "*"
          """)
  void whatCannotBeAppliedIsAProblem(String override, String message) {
    assertThat(Jobs.problems(Jobs.LINE, override))
        .containsExactly("--set " + override.split("=", 2)[0] + ": " + message);
  }

  @Test
  void everyOverrideIsChecked() {
    assertThat(Jobs.problems(Jobs.LINE, "grid.regparam=1", "oops", "engine=fast"))
        .containsExactly(
            "--set oops: must be key=value, such as grid.regParam.count=50",
            "grid.regparam: is not a known key; did you mean 'regParam'?",
            "engine: must be one of auto, gram, mllib, mllib-rows, got: \"fast\"");
  }
}
