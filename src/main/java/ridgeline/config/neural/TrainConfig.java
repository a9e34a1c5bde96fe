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
            "Share of the rows that is held out for the test, by a hash; idx has its own test"
                + " files.")
        @JsonProperty(defaultValue = "0.1")
        @Limits(min = 0, max = 0.9)
        double test,
    @JsonPropertyDescription(
            "Share of the training rows that is held out for validation, by a hash.")
        @JsonProperty(defaultValue = "0.1")
        @Limits(min = 0, max = 0.9)
        double validation,
    @JsonPropertyDescription(
            "Names of the classes, from 0; numbers when empty. With a table, they make its"
                + " label a class: a name as text, false or true, or a whole number from 0.")
        List<String> classes,
    @JsonPropertyDescription(
            "Factor on the weights of each class's training rows; 1 for every class when empty.")
        @Limits(min = 0, max = 1e9, repeats = true)
        List<Double> classWeights,
    @JsonPropertyDescription(
            "Whether the training rows are weighted so that every class has the same total weight.")
        @JsonProperty(defaultValue = "false")
        boolean balanceClasses,
    @JsonPropertyDescription("The layers, from input to output.")
        @JsonProperty(required = true)
        @Limits(entries = 1)
        List<LayerConfig> network,
    @JsonPropertyDescription("What keeps the network from memorising its training rows.")
        RegularisationConfig regularisation,
    @JsonPropertyDescription("How the weights are updated from their gradients.")
        OptimiserConfig optimiser,
    @JsonPropertyDescription("Maximum number of passes over the training rows.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 1)
        int epochs,
    @JsonPropertyDescription("Number of rows per step, in each task.")
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
    @JsonPropertyDescription("Which trials of a sweep are pruned.") PruningConfig pruning,
    @JsonPropertyDescription(
            "Number of seeds, starting at seed; every training is repeated with each of them.")
        @JsonProperty(defaultValue = "1")
        @Limits(min = 1, max = 100)
        int seeds,
    @JsonPropertyDescription(
            "Whether the network is also trained without its regularisers, and with each alone.")
        @JsonProperty(defaultValue = "false")
        boolean ablation) {

  /** Each task trains a replica on its rows; the replicas are averaged periodically. */
  public record Distribution(
      @JsonPropertyDescription("Number of tasks; 0 for one per core of the cluster.")
          @JsonProperty(defaultValue = "1")
          @Limits(min = 0)
          int tasks,
      @JsonPropertyDescription(
              "Number of steps between averages; 0 to average at the end of each epoch.")
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
