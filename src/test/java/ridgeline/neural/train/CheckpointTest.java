package ridgeline.neural.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.RegularisationConfig.Stopping;
import ridgeline.fuzz.Fuzz;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;

/** What a training resumes from is what was kept, or is refused. */
@Tag("torch")
class CheckpointTest {
  private static final String ADAM =
      "network: [{dense: 2}, batchNorm, relu, {dense: 1}]\noptimiser: {method: adam}";

  private static final EarlyStopping BEST =
      new EarlyStopping(new Stopping(true, Metric.LOSS, 2, 0.1), false);

  private static final EarlyStopping LAST =
      new EarlyStopping(new Stopping(false, Metric.LOSS, 2, 0.1), false);

  private static TrainingPlan plan;
  private static Checkpoint whole;
  private static byte[] file;

  @BeforeAll
  static void write() throws Exception {
    plan = plan(ADAM);
    whole =
        Checkpoint.initial(plan)
            .next(state(plan, 1, 7), result(1, 7, 1), BEST)
            .next(state(plan, 2, 14), result(2, 14, 2), BEST);
    file = bytes(whole);
  }

  private static TrainingPlan plan(String job) throws ConfigException {
    return Networks.tablePlan(Networks.table(job));
  }

  /** A state in which no two values are equal; running variances are positive. */
  private static NetworkState state(TrainingPlan plan, int seed, long steps) {
    NetworkState initial = plan.initialState();
    SplittableRandom random = new SplittableRandom(seed);
    float[][] parameters = new float[initial.parameters().length][];
    float[][][] moments = new float[parameters.length][][];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = values(initial.parameters()[i].length, random);
      moments[i] = new float[initial.moments()[i].length][];
      for (int j = 0; j < moments[i].length; j++) {
        moments[i][j] = values(parameters[i].length, random);
      }
    }
    return new NetworkState(parameters, moments, steps);
  }

  private static float[] values(int size, SplittableRandom random) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble(0.01, 1);
    }
    return values;
  }

  private static EpochResult result(int epoch, long steps, double loss) {
    EpochResult.Quality quality = new EpochResult.Quality(loss, 0.1, null, null);
    return new EpochResult(epoch, steps, quality, quality, null, 0.1, 0, 1);
  }

  private static byte[] bytes(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    checkpoint.writeArrays(out);
    return out.toByteArray();
  }

  private static Checkpoint read(TrainingPlan of, byte[] content) throws IOException {
    return Checkpoint.read(of, new ByteArrayInputStream(content), content.length, whole.history());
  }

  /** Where the values start. */
  private static int header() {
    return Long.BYTES + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  @Test
  void beforeTheFirstEpochTheStateIsThatOfThePlan() {
    Checkpoint initial = Checkpoint.initial(plan);
    assertThat(initial.history()).isEmpty();
    assertThat(initial.state().parameters()).isDeepEqualTo(plan.initialState().parameters());
    assertThat(initial.chosen()).isSameAs(initial.state());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adamw", "sgd"})
  void whatIsWrittenIsReadBackEqual(String method) throws Exception {
    TrainingPlan other = plan(ADAM.replace("method: adam", "method: " + method));
    Checkpoint checkpoint =
        Checkpoint.initial(other)
            .next(state(other, 3, 5), result(1, 5, 1), BEST)
            .next(state(other, 4, 9), result(2, 9, 2), BEST);
    byte[] written = bytes(checkpoint);
    Checkpoint again =
        Checkpoint.read(
            other, new ByteArrayInputStream(written), written.length, checkpoint.history());
    assertThat(again.state().parameters()).isDeepEqualTo(checkpoint.state().parameters());
    assertThat(again.state().moments()).isDeepEqualTo(checkpoint.state().moments());
    assertThat(again.state().steps()).isEqualTo(9);
    assertThat(again.chosen().parameters()).isDeepEqualTo(state(other, 3, 5).parameters());
    assertThat(again.history()).isEqualTo(checkpoint.history());
    assertThat(bytes(again)).isEqualTo(written);
  }

  /** Whether epochs of these losses choose the state of the epoch. */
  @ParameterizedTest
  @CsvSource({"1 2, 1", "2 1, 2", "1 0.95, 1", "3 1 2, 2", "1 3 2, 1", "3 2 1, 3"})
  void theBestStateIsChosenWhereTrainingMayStopEarly(String losses, int epoch) {
    assertThat(chosen(losses, BEST).steps()).isEqualTo(epoch);
    int last = losses.split(" ", -1).length;
    assertThat(chosen(losses, LAST).steps()).isEqualTo(last);
  }

  private static NetworkState chosen(String losses, EarlyStopping stopping) {
    Checkpoint checkpoint = Checkpoint.initial(plan);
    int epoch = 0;
    for (String loss : losses.split(" ", -1)) {
      epoch++;
      NetworkState after = state(plan, epoch, epoch);
      Checkpoint before = checkpoint;
      checkpoint = before.next(after, result(epoch, epoch, Double.parseDouble(loss)), stopping);
      assertThat(checkpoint.state()).isSameAs(after);
      assertThat(checkpoint.history()).hasSize(epoch);
      assertThat(before.history()).hasSize(epoch - 1);
    }
    return checkpoint.chosen();
  }

  @Test
  void aFileCutAnywhereIsRefused() {
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(plan, cut))
          .as("the first %d of %d bytes", length, file.length)
          .isInstanceOf(IOException.class)
          .satisfies(e -> Fuzz.requireSentence(e.getMessage()));
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThatThrownBy(() -> read(plan, longer)).isInstanceOf(IOException.class);
  }

  /** As where a disk loses the end of a file of whose size it was told before. */
  @Test
  void aFileShorterThanItsSizeIsRefused() {
    for (int length = 0; length < file.length; length++) {
      ByteArrayInputStream cut = new ByteArrayInputStream(file, 0, length);
      assertThatThrownBy(() -> Checkpoint.read(plan, cut, file.length, whole.history()))
          .as("the first %d of %d bytes", length, file.length)
          .isInstanceOf(IOException.class)
          .satisfies(e -> Fuzz.requireSentence(e.getMessage()));
    }
  }

  @Test
  void aBitOfAValueChangesThatValueAloneOrIsRefused() throws IOException {
    List<Float> before = values(whole);
    int refused = 0;
    for (int at = header(); at < file.length; at++) {
      byte[] flipped = file.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      List<Float> after;
      try {
        after = values(read(plan, flipped));
      } catch (IOException e) {
        Fuzz.requireSentence(e.getMessage());
        refused++;
        continue;
      }
      assertThat(after).as("byte %d", at).hasSameSizeAs(before);
      int changed = 0;
      for (int k = 0; k < before.size(); k++) {
        changed += before.get(k).equals(after.get(k)) ? 0 : 1;
      }
      assertThat(changed).as("byte %d", at).isOne();
    }
    assertThat(refused).isLessThan((file.length - header()) / 2);
  }

  private static List<Float> values(Checkpoint checkpoint) {
    List<Float> values = new ArrayList<>();
    for (float[][] arrays :
        List.of(checkpoint.state().parameters(), checkpoint.chosen().parameters())) {
      for (float[] array : arrays) {
        addAll(values, array);
      }
    }
    for (float[][] arrays : checkpoint.state().moments()) {
      for (float[] array : arrays) {
        addAll(values, array);
      }
    }
    return values;
  }

  private static void addAll(List<Float> values, float[] array) {
    for (float value : array) {
      values.add(value);
    }
  }

  /** Of each of the arrays in turn, the states' and the best weights. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNoNumbersAreRefused(float value) throws IOException {
    List<String> refused = new ArrayList<>();
    for (int at = header(); at < file.length; at += Float.BYTES) {
      byte[] spoilt = file.clone();
      ByteBuffer.wrap(spoilt).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, value);
      try {
        read(plan, spoilt);
      } catch (IOException e) {
        refused.add(e.getMessage());
      }
    }
    List<String> expected = new ArrayList<>();
    for (ParameterShape shape : plan.architecture().parameterShapes()) {
      for (String prefix : List.of("", "best.")) {
        for (int k = 0; k < shape.size(); k++) {
          expected.add("a value of %s%s is %s".formatted(prefix, shape.name(), value));
        }
      }
    }
    assertThat(refused).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network: [{dense: 3}, batchNorm, relu, {dense: 1}]\\noptimiser: {method: adam}",
        "network: [{dense: 2}, relu, {dense: 1}]\\noptimiser: {method: adam}",
        "network: [{dense: 2}, batchNorm, relu, {dense: 2}, {dense: 1}]\\noptimiser: {method: adam}",
        "network: [{dense: 2}, batchNorm, relu, {dense: 1}]\\noptimiser: {method: sgd}",
        "network: [{dense: 2}, batchNorm, relu, {dense: 1}]\\noptimiser: {method: sgd, momentum: 0.9}"
      })
  void arraysOfAnotherTrainingAreRefused(String job) throws Exception {
    TrainingPlan other = plan(job.replace("\\n", "\n"));
    assertThatThrownBy(() -> read(other, file))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".*so it belongs to another network|.* but the network has F32 of .*");
  }

  @Test
  void arraysOfASimplerTrainingAreRefused() throws Exception {
    TrainingPlan simpler = plan(ADAM.replace("adam", "sgd"));
    byte[] fewer = bytes(Checkpoint.initial(simpler));
    assertThatThrownBy(() -> read(plan, fewer))
        .isInstanceOf(IOException.class)
        .hasMessage("it has no moment0.0.dense.weight, so it belongs to another network");
  }
}
