package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.JobDifference;
import ridgeline.config.Limits;
import ridgeline.config.Problem;
import ridgeline.config.compare.CompareConfigReader;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.neural.TrialConfig;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/** Job files of a kind, their words, and what has to hold for any that is read. */
final class JobFiles {
  private static final JobFiles SWEEP =
      new JobFiles(
          "sweep",
          SweepConfigReader::read,
          """
      name: more
      data:
        path: s3a://bucket/t.csv
        format: csv
        label: log(price)
        weight: w
        where: price > 0 AND cut IN ('a', 'b')
        numeric: [x, 'y * 2', z]
        categorical: [cut, '`a b`']
        degree: 2
        interactions: [[x, cut], [y * 2, z]]
        invalid: impute
        timeZone: Europe/Berlin
      folds: {count: 3, by: [id], seed: -1}
      grid: {elasticNetParam: 0.5, regParam: [1, 0.1, 0], penaltyFactor: {x: 2, a.b: 0.5}}
      refit: statistics
      """,
          """
      name: formula
      data: {sql: 'SELECT * FROM t', formula: 'y ~ (a + b):c - 1'}
      grid: {regParam: {count: 3, minRatio: 0.1}}
      """);

  private static final JobFiles COMPARE =
      new JobFiles(
          "compare",
          CompareConfigReader::read,
          """
      name: fits
      data: {dataset: article-line, label: y, numeric: x}
      folds: {count: 4}
      fits: [{name: a, regParam: 0.1, elasticNetParam: 1}, {name: b, regParam: 1}]
      """);

  private static final JobFiles TRAIN =
      new JobFiles(
          "train",
          TrainConfigReader::read,
          """
      name: network
      data: {dataset: diabetes, label: progression, numeric: "*"}
      network: [{dense: 8}, batchNorm, relu, {dropout: 0.5}, {dense: 1}]
      sweep: {regularisation.dropout: [0, 0.5], 'network[0].dense': [4, 8]}
      pruning: {method: asha}
      """,
          """
      name: images
      data: {images: {path: t, channels: 3, height: 8, width: 8}}
      network: [{conv: 4, kernel: 3, padding: 1}, relu, {maxPool: 2}, flatten, {dense: 3}]
      classes: [a, b, c]
      classWeights: [1, 2, 2]
      regularisation: {l2: 0.1, labelSmoothing: 0.1, augmentation: {rotation: 5}}
      optimiser: {method: sgd, momentum: 0.9, nesterov: true, schedule: {warmUp: 1}}
      ablation: true
      seeds: 2
      """);

  private static final List<JobFiles> KINDS = List.of(SWEEP, COMPARE, TRAIN);

  private final Reader reader;
  private final List<JsonNode> trees = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final TreeSet<String> words = new TreeSet<>();
  private final List<String> assignments = new ArrayList<>();

  /**
   * Those of a kind.
   *
   * @param shipped what the names of those in conf begin with
   * @param more with keys that those leave out
   */
  private JobFiles(String shipped, Reader reader, String... more) {
    this.reader = reader;
    Stream.concat(Stream.of(more), shipped(shipped).stream())
        .forEach(text -> trees.add(tree(text)));
    for (JsonNode tree : trees) {
      texts.add(yaml(tree));
      collect("", tree);
    }
  }

  private static List<String> shipped(String prefix) {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix + "-") && name.endsWith(".yaml")) {
          texts.add(Files.readString(file));
        }
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String yaml(JsonNode tree) {
    try {
      return new YAMLMapper().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void collect(String path, JsonNode node) {
    node.properties()
        .forEach(
            entry -> {
              words.add(entry.getKey());
              collect(
                  path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue());
            });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(path + "[" + i + "]", node.path(i));
    }
    if (node.isValueNode()) {
      words.add(node.asText());
    }
    words.add(path);
    assignments.add(path + "=" + node);
  }

  /** Reads jobs. */
  @FunctionalInterface
  interface Reader {
    Record read(String text, String name, List<String> overrides) throws ConfigException;
  }

  /**
   * A job.
   *
   * @param name of the file
   */
  record Job(Reader reader, String name, String text, List<String> overrides) {
    @Override
    public String toString() {
      return "%s, overrides %s: %s".formatted(name, overrides, text);
    }
  }

  /** Any kind. */
  static JobFiles any(SplittableRandom random) {
    return Mutator.any(KINDS, random);
  }

  List<String> texts() {
    return texts;
  }

  List<JsonNode> trees() {
    return trees;
  }

  /** Keys, their paths, and values. */
  List<String> words() {
    return List.copyOf(words);
  }

  /** The values of keys as overrides. */
  List<String> assignments() {
    return assignments;
  }

  Job job(String name, String text, List<String> overrides) {
    return new Job(reader, name, text, overrides);
  }

  /** A tree as a file, of JSON or of YAML. */
  Job job(JsonNode tree, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> job("job.json", tree.toString(), List.of());
      case 1 -> job("job.yaml", tree.toString(), List.of());
      default -> job("job.yaml", yaml(tree), List.of());
    };
  }

  /** Reads a job; empty if it is refused, with problems that can be read. */
  static Optional<Record> read(Job job) {
    try {
      return Optional.of(job.reader().read(job.text(), job.name(), job.overrides()));
    } catch (ConfigException e) {
      requireReadable(e);
      return Optional.empty();
    }
  }

  private static void requireReadable(ConfigException refused) {
    assertThat(refused.problems()).hasSizeBetween(1, Limits.MAX_PROBLEMS + 1);
    for (Problem problem : refused.problems()) {
      for (String part : List.of(problem.path(), problem.message())) {
        assertThat(part).hasSizeLessThanOrEqualTo(Printable.MAX_CHARACTERS + 3);
        assertThat(part).as("in one line").isEqualTo(Printable.line(part));
      }
      assertThat(problem.message()).isNotBlank();
    }
    assertThat(refused.getMessage())
        .isEqualTo(
            refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
  }

  /**
   * Checks that a job is refused, or is written and read back the same.
   *
   * @return whether it was read back
   */
  static boolean isReadBack(Job job) throws ConfigException {
    Record config = read(job).orElse(null);
    if (config == null) {
      return false;
    }
    if (config instanceof TrainConfig training) {
      requireTrials(training);
    }
    String rendered = ConfigWriter.render(config);
    if (rendered.contains(Redaction.REDACTED)) {
      return false;
    }
    Record again = job.reader().read(rendered, "job.yaml", List.of());
    if (!(config instanceof TrainConfig training && !training.sweep().isEmpty())) {
      assertThat(again).as(rendered).isEqualTo(config); // else 0.10 is read back as 0.1
    }
    assertThat(ConfigWriter.render(again)).isEqualTo(rendered);
    assertThat(ConfigWriter.hash(again)).isEqualTo(ConfigWriter.hash(config));
    assertThat(JobDifference.of(rendered, rendered)).isEmpty();
    return true;
  }

  private static void requireTrials(TrainConfig training) {
    try {
      assertThat(TrialConfig.of(training)).isNotEmpty();
    } catch (ConfigException e) {
      requireReadable(e);
    }
  }
}
