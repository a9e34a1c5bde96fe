package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.data.PredictConfig;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.secret.Redaction;

@Tag("plain")
class ConfigWriterTest {

  @Test
  void everyKeyIsWrittenInTheOrderOfTheRecords() throws ConfigException {
    assertThat(ConfigWriter.render(Jobs.read(Jobs.LINE)))
        .isEqualTo(
            """
            name: line
            data:
              dataset: article-line
              path: null
              format: null
              options: {}
              sql: null
              label: "y"
              weight: null
              where: null
              numeric:
              - x
              categorical: []
              degree: 1
              interactions: []
              vector: null
              formula: null
              invalid: fail
              timeZone: null
            folds:
              count: 10
              by: []
              seed: 42
              column: null
            grid:
              elasticNetParam:
              - 0.0
              - 0.1
              - 0.5
              - 0.9
              - 1.0
              regParam:
                count: 100
                minRatio: null
              standardization: true
              fitIntercept: true
              l2Scale: mllib
              penaltyFactor: {}
            earlyStopping:
              enabled: true
              patience: 5
              minImprovement: 1.0E-4
              minLambdas: 10
            select:
              rule: min
            engine: auto
            refit: mllib
            solver:
              tol: 1.0E-7
              maxIter: 100000
            report:
              heldOut: true
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sweep-diamonds.yaml", "sweep-diabetes.yaml", "sweep-article.yaml"})
  void shippedJobFilesReadBackEqual(String name) throws Exception {
    assertReadsBack(Jobs.read(Files.readString(Path.of("conf", name))));
  }

  @Test
  void numbersAndSectionsReadBackEqual() throws ConfigException {
    assertReadsBack(
        Jobs.read(
            Jobs.LINE,
            "grid.regParam=[0, 1e-300, 0.1, 1.7976931348623157e308]",
            "grid.penaltyFactor={y: 0, a.b: 0.30000000000000004, \"cut=Very Good\": 1}",
            "refit=statistics",
            "select.rule=1se",
            "folds.seed=-9223372036854775808",
            "folds.by=[\"on\", \"1\"]",
            "solver.tol=4.9e-324"));
    assertReadsBack(Jobs.read(Jobs.LINE, "grid.regParam={count: 7, minRatio: 0.001}"));
    assertReadsBack(
        Jobs.read(
            "{name: a, data: {path: p, options: {comment: no, sep: 1.10}, formula: 'y ~ .'}}",
            "folds.column=f"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y",
        "NO",
        "null",
        "~",
        "10",
        "010",
        "1_000",
        "1e3",
        ".inf",
        ".NaN",
        "1:30",
        "0x1F",
        "2024-01-01",
        "*",
        "&a",
        "!x",
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        "\\",
        "\"",
        "{a}",
        "[a]",
        "a,b",
        "%",
        "@",
        "`",
        "|",
        ">",
        "85f38b940abaeaa86fa2298c6248396821f3ddae1a6ac9e11ab7cd184dbfa752",
        "---",
        "...",
        "<<",
        "=",
        " a ",
        "a\tb",
        "a\nb\n",
        "a\r\nb",
        "\u00e9\u4e16\ud83d\ude00",
        "\u0085\u2028",
        "\u0007"
      })
  void oddTextReadsBackEqual(String text) throws Exception {
    assertReadsBack(withLabel(text));
  }

  @Test
  void namesThatYaml11TakesForBooleansAreInQuotes() throws ConfigException {
    SweepConfig config = Jobs.read(Jobs.LINE, "refit=statistics", "grid.penaltyFactor.y=2");
    assertThat(ConfigWriter.render(config)).contains("\"y\": 2.0");
  }

  @Test
  void longTextStaysOnItsLine() throws Exception {
    SweepConfig config = withLabel("coalesce(price, 0) + ".repeat(20) + "0");
    assertThat(ConfigWriter.render(config)).contains(config.data().label());
    assertReadsBack(config);
  }

  @Test
  void canonicalJsonHasSortedKeysAndNoSpaces() throws ConfigException {
    SweepConfig config =
        Jobs.read(Jobs.LINE, "refit=statistics", "grid.penaltyFactor={b: 1, a: 2}");
    assertThat(ConfigWriter.canonicalJson(config))
        .isEqualTo(
            """
            {"data":{"categorical":[],"dataset":"article-line","degree":1,"format":null,
            "formula":null,"interactions":[],"invalid":"fail","label":"y","numeric":["x"],
            "options":{},"path":null,"sql":null,"timeZone":null,"vector":null,"weight":null,"where":null},
            "earlyStopping":{"enabled":true,"minImprovement":1.0E-4,"minLambdas":10,"patience":5},
            "engine":"auto","folds":{"by":[],"column":null,"count":10,"seed":42},
            "grid":{"elasticNetParam":[0.0,0.1,0.5,0.9,1.0],"fitIntercept":true,
            "l2Scale":"mllib","penaltyFactor":{"a":2.0,"b":1.0},
            "regParam":{"count":100,"minRatio":null},"standardization":true},
            "name":"line","refit":"statistics","report":{"heldOut":true},"select":{"rule":"min"},
            "solver":{"maxIter":100000,"tol":1.0E-7}}
            """
                .replace("\n", ""));
  }

  @Test
  void numbersAreWrittenTheSameOnEveryJdk() throws ConfigException {
    // Double.toString(2e23) is 1.9999999999999998E23 before JDK 19 (JDK-4511638).
    String json = ConfigWriter.canonicalJson(Jobs.read(Jobs.LINE, "solver.tol=2e23"));
    assertThat(json).contains("\"tol\":2.0E23");
  }

  @Test
  void hashIsOfTheCanonicalJson() throws ConfigException {
    assertThat(ConfigWriter.hash(Jobs.read(Jobs.LINE)))
        .isEqualTo("db4debb2a81c0343c75dab311b425014f823ae5a847ea5372e4e4c3adfd72ba2");
  }

  @Test
  void hashDoesNotDependOnTheSecretsOfTheEnvironment() throws ConfigException {
    String job =
        "{name: x, data: {path: /home/pangolin42/p, label: y - 'pangolin42', numeric: [x]}}";
    PredictConfig predict =
        new PredictConfig(
            new PredictConfig.Model("runs/pangolin42"),
            new PredictConfig.Table("pangolin42.csv", null, Map.of("sep", "pangolin42")),
            "image",
            "csv",
            List.of());
    String before = ConfigWriter.hash(Jobs.read(job));
    String predictBefore = ConfigWriter.hash(predict);
    Redaction.learnSetting("SOME_TOKEN", "pangolin42");
    assertThat(ConfigWriter.render(Jobs.read(job))).doesNotContain("pangolin42");
    assertThat(ConfigWriter.hash(Jobs.read(job))).isEqualTo(before);
    assertThat(ConfigWriter.hash(predict)).isEqualTo(predictBefore);
  }

  @Test
  void equalConfigurationsHaveEqualHashes() throws ConfigException {
    String ab = hash("grid.penaltyFactor={a: 1, b: 2}");
    assertThat(hash("grid.penaltyFactor={b: 2.0, a: 1}")).isEqualTo(ab);
    assertThat(hash("grid.penaltyFactor={a: 1, b: 3}")).isNotEqualTo(ab);
    assertThat(hash("grid.penaltyFactor={a: 1}")).isNotEqualTo(ab);
  }

  private static String hash(String override) throws ConfigException {
    return ConfigWriter.hash(Jobs.read(Jobs.LINE, "refit=statistics", override));
  }

  private static SweepConfig withLabel(String label) throws Exception {
    ObjectMapper mapper = new JsonMapper();
    ObjectNode job = mapper.valueToTree(Jobs.read(Jobs.LINE));
    job.withObject("/data").put("label", label);
    return mapper.treeToValue(job, SweepConfig.class);
  }

  private static void assertReadsBack(SweepConfig config) throws ConfigException {
    String rendered = ConfigWriter.render(config);
    SweepConfig again = Jobs.read(rendered);
    assertThat(again).as(rendered).isEqualTo(config);
    assertThat(ConfigWriter.hash(again)).isEqualTo(ConfigWriter.hash(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "fs.s3a.secret.key",
        "fs.s3a.access.key",
        "sessionToken",
        "pwd",
        "passphrase",
        "access_key",
        "apiKey",
        "pem_private_key",
        "fs.azure.account.key.x",
        "kafka.sasl.jaas.config",
        "connectionString",
        "user",
        "url",
        "Authorization",
        "x"
      })
  void secretsAmongTheOptionsAreRedacted(String key) throws ConfigException {
    String job =
        "{name: x, data: {path: p, format: jdbc, label: y, numeric: [x], options: {header: yes, %s: hunter2}}}"
            .formatted(key);
    for (String written :
        new String[] {
          ConfigWriter.render(Jobs.read(job)), ConfigWriter.canonicalJson(Jobs.read(job))
        }) {
      assertThat(written).contains("yes", key, "*****").doesNotContain("hunter2");
    }
  }

  @Test
  void secretsInTheOptionsOfAQueryAreRedacted() throws ConfigException {
    String job =
        """
        name: x
        data:
          sql: SELECT * FROM t WITH ('sep' = ';', 'password' 'hunter2', "key x" = 'hunter2')
          label: y
          where: aes_decrypt(a, 'hunter2') > 0 AND token = 'hunter2' AND kind = 'token'
          numeric: [x]
        """;
    assertThat(ConfigWriter.render(Jobs.read(job)))
        .contains(
            "WITH ('sep' = ';', 'password' '*****', \\\"key x\\\" = '*****')",
            "aes_decrypt(a, '*****') > 0 AND token = '*****' AND kind = 'token'")
        .doesNotContain("hunter2");
  }

  @Test
  void aReferenceToASecretIsNotRedacted() throws ConfigException {
    String job =
        "{name: x, data: {path: p, format: jdbc, label: y, numeric: [x], options: {password:"
            + " '${env:DB_PASSWORD}'}}}";
    assertThat(ConfigWriter.render(Jobs.read(job))).contains("${env:DB_PASSWORD}");
  }

  @ParameterizedTest
  @CsvSource({
    "path, s3a://ann:hunter2@bucket/rows.csv, s3a://ann:*****@bucket/rows.csv",
    "path, s3a://ann:hun/ter2@bucket/rows.csv, s3a://ann:*****@bucket/rows.csv",
    "path, https://hunter2@host/rows.csv, https://*****@host/rows.csv",
    "path, jdbc:oracle:thin:ann/hunter2@//host:1521/x, jdbc:oracle:thin:ann/*****@//host:1521/x",
    "path, https://x/y.csv?code=hunter2&sv=1, https://x/y.csv?code=*****&sv=1",
    "path, 'abfss://x/y.csv?sv=1&X-Amz-Signature=hunter2', X-Amz-Signature=*****",
    "sql, 'SELECT * FROM csv.`http://x/y.csv?token=hunter2&a=1`', '?token=*****&a=1`'",
  })
  void secretsInLocationsAreRedacted(String key, String value, String shown)
      throws ConfigException {
    String job = "{name: x, data: {%s: '%s', label: y, numeric: [x]}}".formatted(key, value);
    assertThat(ConfigWriter.render(Jobs.read(job))).contains(shown).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://b/t/token_day=2026-01-01",
        "abfss://container@account.dfs.core.windows.net/x.csv",
        "hdfs://name:8020/a@b/x.csv",
        "s3a://b/x@1.csv"
      })
  void pathsWithoutSecretsStay(String path) throws ConfigException {
    String job = "{name: x, data: {path: '%s', label: y, numeric: [x]}}".formatted(path);
    assertThat(ConfigWriter.render(Jobs.read(job))).contains(path);
  }

  @Test
  void aRedactedJobIsRefused() throws ConfigException {
    String job =
        "{name: x, data: {path: p, format: jdbc, label: y, numeric: [x], options: {password:"
            + " hunter2}}}";
    String written = ConfigWriter.render(Jobs.read(job));
    assertThatThrownBy(() -> Jobs.read(written))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.options.password: was redacted by the run that wrote it; give the secret again");
  }

  @Test
  void theConditionsOfAQueryStay() throws ConfigException {
    String sql = "SELECT * FROM t WHERE token=1 AND secret = 2";
    String job = "{name: x, data: {sql: '%s', label: y, numeric: [x]}}".formatted(sql);
    assertThat(ConfigWriter.render(Jobs.read(job))).contains(sql);
  }
}
