package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.StrictJson;
import ridgeline.model.LabelInverse;
import ridgeline.model.LinearModel;
import ridgeline.model.ModelManifest;
import ridgeline.model.NetworkLabel;
import ridgeline.neural.model.NetworkModel;

/** Any file of a model is refused with a sentence, or can be used, and written and read back. */
@Tag("plain")
class ModelFileFuzzTest {
  private static final Path RELEASE = Path.of("src/test/resources/releases/0.1.0");
  private static final Path PARAMETERS = RELEASE.resolve("network/parameters.safetensors");

  private static final String IMAGES =
      """
      {"format": 2, "input": [1, 8, 8], "classes": 3, "classNames": ["a", "b", "c"],
       "layers": [{"conv": 2, "kernel": 3, "stride": 1, "padding": 1}, {"batchNorm": true},
                  {"relu": true}, {"maxPool": 2}, {"flatten": true}, {"dense": 3}],
       "scaling": {"mean": [0.5], "deviation": [0.25]}, "features": null}
      """;

  private static final String VECTOR =
      """
      {"format": 1, "columns": [{"name": "v", "type": "vector"}], "vector": "v", "numeric": [],
       "categorical": [], "terms": [], "means": [], "invalid": "drop", "refusesUnseen": false,
       "timeZone": "Europe/Berlin", "ansi": false}
      """;

  private static final String IMPUTED =
      """
      {"format": 1, "columns": [{"name": "a", "type": "DOUBLE"}], "vector": null,
       "numeric": ["a", "hour(t) + CASE WHEN b > 1 THEN 2 ELSE 3 END"],
       "categorical": [{"expression": "c", "type": "number", "levels": ["1", "2.50"]},
                       {"expression": "d", "type": "time", "levels": ["2020-01-01"]}],
       "terms": [{"numeric": [0, 1], "categorical": [0, 1], "dropsLast": true}],
       "means": [1.5, -2], "invalid": "impute", "refusesUnseen": true, "timeZone": "UTC",
       "ansi": true}
      """;

  private static final String LABEL =
      """
      {"format": 1, "inverse": {"transform": {"expression": "y", "steps": [
        {"kind": "signedPower", "parameter": 3, "shift": 0},
        {"kind": "linear", "parameter": 2, "shift": 1},
        {"kind": "power", "parameter": 0.5, "shift": 0},
        {"kind": "log1p", "parameter": 1, "shift": 0}]},
        "residuals": [{"residual": -0.5, "share": 0.5}, {"residual": 0.5, "share": 0.5}],
        "rows": 7}}
      """;

  /** A file, and what is done with it: the text that it is written as. */
  enum File {
    MANIFEST(ModelManifest.FILE) {
      @Override
      String use(byte[] content) throws IOException {
        ModelManifest manifest = StrictJson.read(ModelManifest.FILE, content, ModelManifest.class);
        manifest.emptyDirectory();
        StringWriter text = new StringWriter();
        manifest.writeTo(text);
        return text.toString();
      }
    },
    FEATURES(FeatureDescription.FILE) {
      @Override
      List<String> more() {
        return List.of(VECTOR, IMPUTED);
      }

      @Override
      String use(byte[] content) throws IOException {
        FeatureDescription features = FeatureDescription.read(content);
        features.inputs();
        assertThat(features.size()).isNotNegative();
        features.termOf(0);
        features.termOf(features.size());
        return features.text();
      }
    },
    LINEAR(LinearModel.FILE) {
      @Override
      String use(byte[] content) throws IOException {
        LinearModel model = LinearModel.read(content);
        model.scorer();
        model.columns();
        if (model.label() != null) {
          predict(model.label());
        }
        return model.text();
      }
    },
    LABEL_OF_NETWORK(NetworkLabel.FILE) {
      @Override
      List<String> more() {
        return List.of(LABEL);
      }

      @Override
      String use(byte[] content) throws IOException {
        NetworkLabel label = NetworkLabel.read(content);
        predict(label.inverse());
        return label.text();
      }
    },
    NETWORK(NetworkModel.DESCRIPTION) {
      @Override
      List<String> more() {
        return List.of(IMAGES);
      }

      /** With the arrays of the release, if it is a network of those. */
      @Override
      String use(byte[] content) throws IOException {
        NetworkModel.Described described = NetworkModel.read(content);
        byte[] arrays = Files.readAllBytes(PARAMETERS);
        NetworkModel model = described.with(new ByteArrayInputStream(arrays), arrays.length);
        StringWriter text = new StringWriter();
        model.writeDescription(text);
        return text.toString();
      }
    };

    private final String name;

    File(String name) {
      this.name = name;
    }

    /** What the release leaves out. */
    List<String> more() {
      return List.of();
    }

    List<String> texts() {
      List<String> texts = new ArrayList<>(more());
      for (String model : List.of("linear", "network")) {
        Path file = RELEASE.resolve(model).resolve(name);
        if (Files.exists(file)) {
          texts.add(read(file));
        }
      }
      return texts;
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void predict(LabelInverse inverse) {
      inverse.predict(1);
      inverse.factor();
      assertThat(inverse.predict("x")).hasSizeLessThan(1_000_000);
    }

    /**
     * Reads and uses a file.
     *
     * @throws IOException with a sentence if it cannot be used
     */
    abstract String use(byte[] content) throws IOException;
  }

  private int read;

  private void check(File file, String text) throws Exception {
    String written = use(file, text);
    if (written != null) {
      read++;
      String stored = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      assertThat(use(file, stored)).isEqualTo(stored);
    }
  }

  private static String use(File file, String text) throws Exception {
    return Fuzz.readOrRefuse(
            () -> file.use(text.getBytes(StandardCharsets.UTF_8)), List.of(IOException.class))
        .orElse(null);
  }

  private static List<String> words(File file) {
    TreeSet<String> words = new TreeSet<>(List.of("log", "text", "IMPUTE", "dense", "1", "a + b"));
    for (String text : file.texts()) {
      for (String word : text.split("[^\\w.]+", -1)) {
        if (!word.isEmpty()) {
          words.add(word);
        }
      }
    }
    return List.copyOf(words);
  }

  @ParameterizedTest
  @EnumSource
  void texts(File file) {
    List<String> texts = file.texts();
    List<String> words = words(file);
    Fuzz.check(2000, random -> Mutator.text(texts, words, random), text -> check(file, text));
    assertThat(read).isGreaterThan(Fuzz.share(20));
  }

  @ParameterizedTest
  @EnumSource
  void trees(File file) throws IOException {
    JsonMapper json = new JsonMapper();
    List<JsonNode> trees = new ArrayList<>();
    for (String text : file.texts()) {
      trees.add(json.readTree(text));
    }
    TreeMutator mutator = new TreeMutator(words(file), "");
    Fuzz.check(
        2000, random -> mutator.damaged(trees, random).toString(), text -> check(file, text));
    assertThat(read).isGreaterThan(Fuzz.share(20));
  }
}
