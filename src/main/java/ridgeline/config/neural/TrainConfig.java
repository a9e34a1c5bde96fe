package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ridgeline.config.Limits;
import ridgeline.config.data.NetworkData;

/** The training of a network. {@link TrainConfigReader} reads and checks it. */
public record TrainConfig(
    @JsonPropertyDescription("Name of the job, used for its output folder and its Spark job group.")
        @JsonProperty(required = true)
        @Limits(pattern = "[a-z0-9][a-z0-9._-]{0,63}")
        String name,
    @JsonPropertyDescription("The images, or the rows, the label and the features.")
        @JsonProperty(required = true)
        NetworkData data,
    @JsonPropertyDescription(
            "Share of the rows that is kept for the test, by a hash; idx has files for that.")
        @JsonProperty(defaultValue = "0.1")
        @Limits(min = 0, max = 0.9)
        double test,
    @JsonPropertyDescription("Share of the training rows that is kept for validation, by a hash.")
        @JsonProperty(defaultValue = "0.1")
        @Limits(min = 0, max = 0.9)
        double validation,
    @JsonPropertyDescription(
            "Names of the classes, from 0 on; numbers when empty. Those of a table make its label"
                + " one of them: text that is a name, false and true, or a whole number from 0.")
        List<String> classes,
    @JsonPropertyDescription(
            "What the rows of each class weigh in training, besides their own weights; 1 each when"
                + " empty.")
        @Limits(min = 0, max = 1e9, repeats = true)
        List<Double> classWeights,
    @JsonPropertyDescription(
            "Whether the training rows of each class weigh as much together as those of any other.")
        @JsonProperty(defaultValue = "false")
        boolean balanceClasses,
    @JsonPropertyDescription("The layers, from input to output.")
        @JsonProperty(required = true)
        @Limits(entries = 1)
        List<LayerConfig> network,
    @JsonPropertyDescription("What keeps the network from learning its training rows by heart.")
        RegularisationConfig regularisation,
    @JsonPropertyDescription("How the weights follow their gradients.") OptimiserConfig optimiser,
    @JsonPropertyDescription("How often all training rows are gone through, at most.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 1)
        int epochs,
    @JsonPropertyDescription("Rows of a step, in each task.")
        @JsonProperty(defaultValue = "64")
        @Limits(min = 1)
        int batch,
    @JsonPropertyDescription("Seed of weights, order, dropout and augmentation.")
        @JsonProperty(defaultValue = "42")
        long seed,
    @JsonPropertyDescription("How the tasks of a cluster share the training.")
        Distribution distribution,
    @JsonPropertyDescription(
            "Keys of this file with values to try, such as regularisation.dropout: [0, 0.5]; every"
                + " combination is trained.")
        @Limits(entries = 1)
        Map<String, List<Object>> sweep,
    @JsonPropertyDescription("Which trials of a sweep end early.") PruningConfig pruning,
    @JsonPropertyDescription(
            "Number of seeds, from seed on, with each of which every training is repeated.")
        @JsonProperty(defaultValue = "1")
        @Limits(min = 1, max = 100)
        int seeds,
    @JsonPropertyDescription(
            "Whether the network is also trained without its regularisers, and with each alone.")
        @JsonProperty(defaultValue = "false")
        boolean ablation) {

  /** Each task trains a replica on its rows; the replicas are averaged now and then. */
  public record Distribution(
      @JsonPropertyDescription("Number of tasks; 0 for one of each core of the cluster.")
          @JsonProperty(defaultValue = "1")
          @Limits(min = 0)
          int tasks,
      @JsonPropertyDescription("Steps from one average to the next; 0 for the end of each epoch.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          int syncEvery) {}

  public TrainConfig {
    classes = List.copyOf(classes);
    classWeights = List.copyOf(classWeights);
    network = List.copyOf(network);
    sweep = Collections.unmodifiableMap(new LinkedHashMap<>(sweep));
  }
}
