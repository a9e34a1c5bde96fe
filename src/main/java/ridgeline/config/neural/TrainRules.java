package ridgeline.config.neural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;

/** The rules of a training that involve more than one key. */
final class TrainRules {
  private static final List<String> SWEPT =
      List.of("network", "regularisation", "optimiser", "epochs", "batch", "seed");

  private static final String ONLY_IMAGES = "applies to images only; remove it";
  private static final String ONLY_CLASSES =
      "applies to classes only; name them under classes, or remove it";

  private final List<Problem> problems;

  TrainRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks a job that is complete with its defaults; a value of a wrong type counts as given. */
  void check(JsonNode job) {
    JsonNode data = job.path("data");
    DataRules rules = new DataRules(problems);
    if (data.has("idx")) {
      rules.checkSecrets(data, "data");
    } else if (data.has("images")) {
      rules.checkSecrets(data.path("images"), "data.images");
    } else {
      rules.check(data);
      checkTable(job);
    }
    if (job.path("balanceClasses").asBoolean() && !job.path("classWeights").isEmpty()) {
      report("classWeights", "cannot be combined with balanceClasses; remove one of them");
    }
    checkClassWeights(job.path("classWeights"));
    checkPenalties(job.path("regularisation"));
    checkOptimiser(job.path("optimiser"));
    checkWarmUp(job);
    checkDecay(job);
    checkTrials(job);
    if (job.path("regularisation").path("earlyStopping").path("enabled").asBoolean()
        && job.path("validation").asDouble() == 0) {
      report("validation", "is 0, but early stopping needs validation rows");
    }
  }

  private void checkTrials(JsonNode job) {
    for (Map.Entry<String, JsonNode> swept : job.path("sweep").properties()) {
      if (swept.getKey().equals("pruning")) {
        report(
            "sweep.pruning", "is a separate section; write pruning: {method: none} beside sweep");
      } else if (!SWEPT.contains(swept.getKey().replaceFirst("[.\\[].*", ""))) {
        report(
            "sweep." + swept.getKey(),
            "cannot be swept, because all trainings use the same rows; keys of %s can"
                .formatted(String.join(", ", SWEPT)));
      }
      for (int i = 0; i < swept.getValue().size(); i++) {
        if (swept.getValue().path(i).isNull()) {
          report(
              "sweep.%s[%d]".formatted(swept.getKey(), i),
              "is empty; give a value, or remove the comma");
        }
      }
    }
    boolean sweeps = !job.path("sweep").isEmpty();
    boolean ablates = job.path("ablation").asBoolean();
    if (sweeps && job.path("validation").asDouble() == 0) {
      report("validation", "is 0, but a sweep needs validation rows to compare its trials");
    }
    checkSeeds(job);
    String pruning = job.path("pruning").path("method").asText();
    if (!sweeps && (pruning.equals("median") || pruning.equals("asha"))) {
      report(
          "pruning.method", "is %s, which applies to a sweep only; remove it".formatted(pruning));
    }
    if (sweeps && ablates) {
      report("ablation", "cannot be combined with sweep; remove one of them");
    }
    boolean several = sweeps || ablates || job.path("seeds").asInt() > 1;
    if (several && job.path("distribution").path("tasks").asInt() != 1) {
      report(
          "distribution.tasks",
          "must be 1 with sweep, ablation or seeds, because their trials run side by side");
    }
  }

  private void checkSeeds(JsonNode job) {
    int seeds = job.path("seeds").asInt();
    if (seeds > 1 && job.path("sweep").has("seed")) {
      report("seeds", "is %,d, but sweep has its own seeds; remove one of them".formatted(seeds));
    } else if (job.path("seed").asLong() > Long.MAX_VALUE - Math.max(0, seeds - 1)) {
      report("seed", "is too large for %,d seeds starting at it".formatted(seeds));
    }
  }

  /** Refuses keys that do not apply to a table. */
  private void checkTable(JsonNode job) {
    JsonNode regularisation = job.path("regularisation");
    checkAugmentation(regularisation.path("augmentation"));
    if (job.path("classes").size() == 1) {
      report("classes", "has one name, but needs at least two");
    }
    if (!job.path("classes").isEmpty()) {
      if (job.path("data").path("formula").isTextual()) {
        report(
            "classes",
            "cannot be combined with data.formula; use data.label and the features instead");
      }
      return;
    }
    if (regularisation.path("labelSmoothing").asDouble() > 0) {
      report("regularisation.labelSmoothing", ONLY_CLASSES);
    }
    if (regularisation.path("earlyStopping").path("metric").asText().equals("accuracy")) {
      report(
          "regularisation.earlyStopping.metric",
          "is accuracy, which applies to classes only; use loss");
    }
    if (!job.path("classWeights").isEmpty()) {
      report("classWeights", ONLY_CLASSES);
    }
    if (job.path("balanceClasses").asBoolean()) {
      report("balanceClasses", ONLY_CLASSES);
    }
  }

  private void checkClassWeights(JsonNode weights) {
    boolean trains = weights.isEmpty();
    for (JsonNode weight : weights) {
      trains |= !weight.isNumber() || weight.asDouble() != 0;
    }
    if (!trains) {
      report(
          "classWeights",
          "are all 0, so nothing would be learnt; give at least one class a weight");
    }
  }

  private void checkAugmentation(JsonNode augmentation) {
    for (Map.Entry<String, JsonNode> change : augmentation.properties()) {
      if (change.getValue().asDouble() > 0 || change.getValue().asBoolean()) {
        report("regularisation.augmentation." + change.getKey(), ONLY_IMAGES);
      }
    }
  }

  private void checkDecay(JsonNode job) {
    if (job.path("optimiser").path("method").asText().equals("adam")
        && job.path("regularisation").path("weightDecay").asDouble() > 0) {
      report("regularisation.weightDecay", "does not apply to adam; use adamw, or l2 instead");
    }
    double share =
        job.path("regularisation").path("weightDecay").asDouble()
            * job.path("optimiser").path("learningRate").asDouble();
    if (share >= 1) {
      report(
          "regularisation.weightDecay",
          "times the learning rate is %s; it must be less than 1, because a step subtracts this share of each weight"
              .formatted(share));
    }
  }

  private void checkPenalties(JsonNode regularisation) {
    if (regularisation.path("elasticNet").path("regParam").asDouble() > 0) {
      for (String key : List.of("l1", "l2")) {
        if (regularisation.path(key).asDouble() > 0) {
          report("regularisation." + key, "is part of elasticNet; remove one of them");
        }
      }
    }
  }

  private void checkOptimiser(JsonNode optimiser) {
    boolean sgd = optimiser.path("method").asText().equals("sgd");
    double momentum = optimiser.path("momentum").asDouble();
    if (!sgd && momentum > 0) {
      report("optimiser.momentum", "applies to sgd only; remove it");
    }
    if (optimiser.path("nesterov").asBoolean() && !(sgd && momentum > 0)) {
      report("optimiser.nesterov", "requires sgd and momentum > 0");
    }
  }

  private void checkWarmUp(JsonNode job) {
    JsonNode given = job.path("optimiser").path("schedule").path("warmUp");
    boolean known = given.canConvertToInt() && job.path("epochs").canConvertToInt();
    int warmUp = given.asInt();
    int epochs = job.path("epochs").asInt();
    if (known && warmUp > epochs) { // otherwise reported by the reader
      report(
          "optimiser.schedule.warmUp",
          "is %,d, but there are only %,d epochs; lower it, or raise epochs"
              .formatted(warmUp, epochs));
    }
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
