package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.config.secret.Redaction;
import ridgeline.config.secret.SecretPlaces;

/** A secret that a job or a text has is in nothing that is made of it. */
@Tag("plain")
class RedactionFuzzTest {
  private static final String PASSWORD = "password";

  private static final List<String> SECRETS =
      List.of("S3cr+t/hun.ter2==", "Hunter2Hunter2", "zw\u00f6lf & 13%", "0123456789", "a.b.c.d-1");

  /** What may stand around one, and leaves it what it is. */
  private static final List<String> AROUND =
      List.of(
          " ",
          "\n",
          "\t",
          ",",
          ".",
          ";",
          ")",
          "]",
          "}",
          "'",
          "\"",
          "`",
          "/",
          "?",
          "&",
          "=",
          ": ",
          "@",
          "refused",
          "a://b/c",
          "x=1",
          "at line 3, ",
          "\u00e9",
          "\ud83d\ude00",
          "*",
          "%",
          "$",
          "\\");

  private static String around(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int k = random.nextInt(8); k > 0; k--) {
      text.append(Mutator.any(AROUND, random));
    }
    return text.toString();
  }

  /** One that spaces and signs do not end, as those outside of quotes are ended by. */
  @Test
  void texts() {
    String secret = "S3cr+t/hun.ter2==";
    Fuzz.check(
        20_000,
        random ->
            around(random)
                + " "
                + Mutator.any(SecretPlaces.ALL, random).replace("§", secret)
                + around(random),
        text -> {
          assertThat(Redaction.text(text)).doesNotContain(secret);
          assertThat(Redaction.location(text)).doesNotContain(secret);
        });
  }

  @Test
  void anyTextIsRedacted() {
    List<String> words = new ArrayList<>(SecretPlaces.ALL);
    words.addAll(AROUND);
    Fuzz.check(
        20_000,
        random -> Mutator.text(SecretPlaces.ALL, words, random),
        text -> {
          int maxLength = text.length() * Redaction.REDACTED.length();
          assertThat(Redaction.text(text)).hasSizeLessThanOrEqualTo(maxLength);
          assertThat(Redaction.location(text)).hasSizeLessThanOrEqualTo(maxLength);
          assertThat(Redaction.sql(text)).hasSizeLessThanOrEqualTo(maxLength);
          assertThat(Redaction.option("x", text)).isIn(Redaction.REDACTED, text);
          Redaction.learn("x", text);
          Redaction.learnSetting(PASSWORD, text);
        });
  }

  /** The same job with two secrets, which stay with their key wherever that goes. */
  private record Jobs(JobFiles.Job first, JobFiles.Job second, List<String> secrets) {}

  private static Jobs jobs(SplittableRandom random) {
    JobFiles kind = JobFiles.any(random);
    List<JsonNode> corpus = new ArrayList<>();
    for (JsonNode tree : kind.trees()) {
      ObjectNode job = tree.deepCopy();
      ObjectNode data = job.withObject("/data");
      ObjectNode table = data.has("images") ? data.withObject("/images") : data;
      if (table.has("dataset") || table.has("sql") || table.has("idx")) {
        table.remove(List.of("dataset", "sql", "idx"));
        table.put("path", "t.csv");
      }
      table.withObject("/options").put("header", "true").put(PASSWORD, "§");
      corpus.add(job);
    }
    JsonNode damaged = new TreeMutator(kind.words(), PASSWORD).damaged(corpus, random);
    int shape = random.nextInt(4);
    List<JsonNode> sections = damaged.findParents(PASSWORD);
    for (JsonNode section : sections) {
      ObjectNode options = (ObjectNode) section;
      switch (shape) {
        case 0 -> options.withArray("/" + PASSWORD + "s").add("§");
        case 1 -> options.putArray(PASSWORD).add("§");
        case 2 -> options.putObject(PASSWORD).put("a", "§");
        default -> {}
      }
    }
    long seed = random.nextLong();
    JobFiles.Job job = kind.job(damaged, new SplittableRandom(seed));
    String first = Mutator.any(SECRETS, random);
    String second = Mutator.any(SECRETS, random);
    return new Jobs(with(job, first), with(job, second), List.of(first, second));
  }

  private static JobFiles.Job with(JobFiles.Job job, String secret) {
    return new JobFiles.Job(
        job.reader(), job.name(), job.text().replace("§", secret), job.overrides());
  }

  private int rendered;

  /** What is hashed is the same whatever the secret is. */
  @Test
  void jobs() {
    Fuzz.check(
        2500,
        RedactionFuzzTest::jobs,
        jobs -> {
          String first = shown(jobs.first());
          String second = shown(jobs.second());
          jobs.secrets().forEach(secret -> assertThat(first + second).doesNotContain(secret));
          assertThat(first).isEqualTo(second);
        });
    assertThat(rendered).isGreaterThan(Fuzz.share(100));
  }

  private String shown(JobFiles.Job job) {
    try {
      Record config = job.reader().read(job.text(), job.name(), job.overrides());
      rendered++;
      return ConfigWriter.render(config) + ConfigWriter.hash(config);
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Odd text before and after the value, or within it after the secret. */
  @Test
  void overrides() {
    List<String> places =
        List.of(
            "data.options.password=§",
            "data.options={password: §}",
            "data.options.password={a: §}",
            "data.options={password=§}",
            "data={options: {x: 1, password: '§'}}",
            "data.path=s3a://a:§@b/c",
            "data.where=token = '§'",
            "data.password=§");
    Fuzz.check(
        5000,
        random -> {
          String place = Mutator.any(places, random);
          String before = place.substring(0, place.indexOf('=') + 1);
          String value = place.substring(before.length());
          String odd = Mutator.any(Mutator.ODD_TEXTS, random);
          String secret = Mutator.any(SECRETS.subList(0, 2), random);
          // A quote ends an address, and an anchor takes the name from an expression.
          int min = place.startsWith("data.where") ? 1 : 0;
          int max = place.startsWith("data.path") ? 2 : 3;
          return switch (random.nextInt(min, max)) {
            case 0 -> before + odd + value.replace("§", secret);
            case 1 -> before + value.replace("§", secret) + odd;
            default -> before + value.replace("§", secret + odd);
          };
        },
        override -> {
          String shown = shownWith(override);
          SECRETS.forEach(secret -> assertThat(shown).doesNotContain(secret));
        });
  }

  private static String shownWith(String override) {
    String job = "{name: x, data: {path: p, format: jdbc, label: y, numeric: [x]}}";
    try {
      return ConfigWriter.render(SweepConfigReader.read(job, "job.yaml", List.of(override)));
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
