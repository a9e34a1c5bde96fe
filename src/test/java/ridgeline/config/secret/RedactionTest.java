package ridgeline.config.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.Jobs;
import ridgeline.config.linear.SweepConfigReader;

/** No text that people read contains a secret, wherever the job was given it. */
@Tag("plain")
class RedactionTest {
  private static final String SECRET = "S3cr+t/hun.ter2==";

  private static final int MEGABYTE = 1_000_000;

  /** Quadratic time would take minutes; linear time takes a second or two on a busy machine. */
  private static final Duration ENOUGH = Duration.ofSeconds(10);

  @BeforeEach
  void forget() {
    SecretMemory.forget();
  }

  static List<String> places() {
    return SecretPlaces.ALL.stream().map(place -> place.replace("§", SECRET)).toList();
  }

  @ParameterizedTest
  @MethodSource("places")
  void textHasNoSecret(String text) {
    assertThat(Redaction.text("refused: " + text)).doesNotContain(SECRET).contains("*****");
    assertThat(Redaction.text(text + "\nand more")).doesNotContain(SECRET).contains("more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.label: there is no column pirce; did you mean 'price'?",
        "the model s3a://bucket/runs/x@1/model cannot be read: no such file",
        "of 10 rows, 3 have a label that is null; set data.invalid to drop",
        "hdfs://name:8020/a/b@c.csv has 3 keys, 2 signs and 1 passage",
        "`a` = 'b' and c => 4"
      })
  void whatHasNoSecretStays(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
    assertThat(Redaction.sql(text)).isEqualTo(text);
  }

  /** Shapes of YAML values; § stands for the secret. */
  private static final List<String> SHAPES =
      List.of(
          "§",
          "[§]",
          "{a: §}",
          "{a: [{b: §}]}",
          "[[§",
          "'§",
          "!§!x y",
          "*§",
          "&§",
          "{§",
          "\"§\\q\"");

  private static final List<String> KEYS =
      List.of("password", "connectionString", "url", "x", "user", "sep.x", "Authorization");

  @Test
  void noRefusalQuotesAnOption() {
    String secret = "Hunter2Hunter2";
    for (String key : KEYS) {
      for (String shape : SHAPES) {
        SecretMemory.forget();
        String value = shape.replace("§", secret);
        String job =
            "name: x\nextra: 1\ndata: {path: p, label: y, numeric: [x], options: {%s: %s}}";
        List<String> found = new ArrayList<>(Jobs.problems(job.formatted(key, value)));
        found.addAll(Jobs.problems("name: x\ndata: {path: p, options: %s}".formatted(value)));
        found.addAll(Jobs.problems(Jobs.LINE, "data.options." + key + "=" + value));
        found.addAll(Jobs.problems(Jobs.LINE, "data.options." + key + ":" + value));
        found.addAll(Jobs.problems(Jobs.LINE, "data.options=" + value));
        found.addAll(Jobs.problems(Jobs.LINE, "data={options: {%s: %s}}".formatted(key, value)));
        assertThat(found).as("%s: %s", key, value).isNotEmpty();
        assertThat(found).as("%s: %s", key, value).noneMatch(line -> line.contains(secret));
      }
    }
  }

  /** As where = stands for : by mistake. */
  @Test
  void noRefusalQuotesAKeyThatHoldsASecret() {
    assertThat(Jobs.problems(Jobs.LINE, "data.options={password=Hunter2Hunter2}"))
        .contains("data.options.password=*****: must be a single value, got: nothing");
    assertThat(Jobs.problems(Jobs.LINE + "password=Hunter2Hunter2: "))
        .singleElement()
        .asString()
        .startsWith("password=*****: is not a known key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"data\": {\"password\": %s}}", "{\"data\": %s", "{%s: 1}"})
  void noSyntaxErrorOfJsonQuotesTheText(String json) {
    String secret = "Hunter2Hunter2";
    assertThatCode(() -> SweepConfigReader.read(json.formatted(secret), "job.json", List.of()))
        .isInstanceOf(ConfigException.class)
        .message()
        .doesNotContain(secret);
  }

  @Test
  void aSecretOfAJobFileIsRedactedInLaterText() throws ConfigException {
    Jobs.read(
        "{name: a, data: {path: 's3a://k:ab/c9x@b', label: y, numeric: [x], format: jdbc,"
            + " options: {opaque: 'zz-top-99'}}}");
    assertThat(Redaction.text("the driver said zz-top-99, and c9x@b; 50% of zz%2Dtop"))
        .doesNotContain("zz-top-99");
  }

  @Test
  void aSecretThatIsAWordIsRedactedAsAWord() {
    Redaction.learn("secretKey", "quagga");
    for (String text :
        List.of(
            "§",
            "refused: '§'",
            "(§)",
            "x=§&y",
            "key/§@host",
            "%2F§%2F",
            "{\"a\":\"b\\n§\"}",
            "§-1, §.2")) {
      assertThat(Redaction.text(text.replace("§", "quagga"))).isEqualTo(text.replace("§", "*****"));
    }
    String words = "quaggas, aquagga, quagga_1 and quagga2";
    assertThat(Redaction.text(words)).isEqualTo(words);
  }

  /** In {@code secret = 'x'}, the name is not redacted before it has shown what x is. */
  @ParameterizedTest
  @ValueSource(strings = {"secret", "password", "token", "accessKey", "api-token", "jdbc", "thin"})
  void aPasswordThatIsTheNameOfASecretHidesNoOther(String name) {
    String secret = "S3cr+t/hun.ter2==";
    for (String place : SecretPlaces.ALL) {
      SecretMemory.forget();
      Redaction.learn("password", name);
      String text = "é\\?% " + place.replace("§", secret);
      assertThat(Redaction.text(text)).as(place).doesNotContain(secret);
      assertThat(Redaction.location(text)).as(place).doesNotContain(secret);
    }
    assertThat(Redaction.text("refused: '" + name + "'")).isEqualTo("refused: '*****'");
  }

  @Test
  void aLongSecretWithANameInItIsRedactedBeforeAShortOne() {
    Redaction.learn("password", "token.abcdEF99");
    Redaction.learn("password", "abcdEF99");
    assertThat(Redaction.text("refused: token.abcdEF99, abcdEF99"))
        .isEqualTo("refused: *****, *****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10:20:30.123@worker-3",
        "org.x:lib:1.0@jar",
        "a // comment, k=v",
        "x;y=1",
        "s3a://bucket/day=2001-06-07/part",
        "ratio 3:4",
      })
  void whatIsNoAddressWithALoginStays(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
    assertThat(Redaction.location(text)).isEqualTo(text);
  }

  @Test
  void aPathInAVariableIsNotASecret(@TempDir Path directory) {
    String file = directory.resolve("key.json").toString();
    Redaction.learnSetting("PWD", file + "/left");
    Redaction.learnSetting("OLDPWD", file + "/removed");
    Redaction.learnSetting("GOOGLE_APPLICATION_CREDENTIALS", directory.toString());
    Redaction.learnSetting("PASS_PWD", file + "/+secret");
    assertThat(Redaction.location(file + "/left")).isEqualTo(file + "/left");
    assertThat(Redaction.location(file + "/removed")).isEqualTo(file + "/removed");
    assertThat(Redaction.text("in " + file + "/+secret")).isEqualTo("in *****");
  }

  /** A secret is treated as a word only if it is up to 16 letters long. */
  @ParameterizedTest
  @ValueSource(strings = {"quagga7", "quag+ga", "quaggaquaggaquaggas"})
  void anyOtherSecretIsRedactedWithinWords(String secret) {
    Redaction.learn("secretKey", secret);
    assertThat(Redaction.text("a" + secret + "b_" + secret + "1")).isEqualTo("a*****b_*****1");
  }

  /** Texts in which a regular expression restarted at every position. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "token ",
        "secret.",
        "password'",
        "a://",
        "a://b:",
        "x:y@",
        "?a=",
        "jdbc:",
        "'",
        "\\'",
        "\"",
        "/*",
        "--",
        "token=[",
        "Authorization: Bearer ",
        "WITH (",
        "${env:",
        "key:",
        "(",
        "aes_encrypt('"
      })
  void timeIsLinearInTheText(String part) {
    String text = part.repeat(MEGABYTE / part.length());
    assertTimeout(
        ENOUGH,
        () -> {
          Redaction.text(text);
          Redaction.location(text);
          Redaction.sql(text);
          Redaction.isRedacted(text);
        });
  }

  @Test
  void secretsAmongRandomTextAreFound() {
    long seed = 20261129;
    Random random = new Random(seed);
    String around = "ab =:;,.'\"[]{}()/@?&\n";
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(12), 0, around.length())
          .forEach(k -> text.append(around.charAt(k)));
      text.append(" password=").append("Hunter22Hunter");
      random
          .ints(random.nextInt(12), 0, around.length())
          .forEach(k -> text.append(around.charAt(k)));
      assertThat(Redaction.text(text.toString()))
          .as("seed %d: %s", seed, text)
          .doesNotContain("Hunter22Hunter");
      assertThat(Redaction.location(text.toString()))
          .as("seed %d: %s", seed, text)
          .doesNotContain("Hunter22Hunter");
    }
  }
}
