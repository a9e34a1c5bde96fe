package ridgeline.config.neural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;

/** The rules of a training that concern more than one key. */
final class TrainRules {
  private static final List<String> SWEPT =
      List.of("network", "regularisation", "optimiser", "epochs", "batch", "seed");

  private static final String ONLY_IMAGES = "goes with images only; remove it";
  private static final String ONLY_CLASSES =
      "goes with classes only; name them under classes, or remove it";

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
      report("classWeights", "does not go with balanceClasses; give one of them");
    }
    checkClassWeights(job.path("classWeights"));
    checkPenalties(job.path("regularisation"));
    checkOptimiser(job.path("optimiser"));
    checkWarmUp(job);
    checkDecay(job);
    checkTrials(job);
    if (job.path("regularisation").path("earlyStopping").path("enabled").asBoolean()
        && job.path("validation").asDouble() == 0) {
      report("validation", "is 0, and early stopping needs rows to validate on");
    }
  }

  private void checkTrials(JsonNode job) {
    for (Map.Entry<String, JsonNode> swept : job.path("sweep").properties()) {
      if (swept.getKey().equals("pruning")) {
        report(
            "sweep.pruning", "is a section of its own; write pruning: {method: none} beside sweep");
      } else if (!SWEPT.contains(swept.getKey().replaceFirst("[.\\[].*", ""))) {
        report(
            "sweep." + swept.getKey(),
            "cannot be swept, as all trainings are on the same rows; keys of %s can"
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
      report("validation", "is 0, and a sweep needs rows to compare its trials on");
    }
    checkSeeds(job);
    String pruning = job.path("pruning").path("method").asText();
    if (!sweeps && (pruning.equals("median") || pruning.equals("asha"))) {
      report("pruning.method", "is %s, and goes with sweep only; remove it".formatted(pruning));
    }
    if (sweeps && ablates) {
      report("ablation", "does not go with sweep; give one of them");
    }
    boolean several = sweeps || ablates || job.path("seeds").asInt() > 1;
    if (several && job.path("distribution").path("tasks").asInt() != 1) {
      report(
          "distribution.tasks",
          "must be 1 with sweep, ablation or seeds, whose trials run side by side");
    }
  }

  private void checkSeeds(JsonNode job) {
    int seeds = job.path("seeds").asInt();
    if (seeds > 1 && job.path("sweep").has("seed")) {
      report("seeds", "is %,d, and sweep has seeds of its own; give one of them".formatted(seeds));
    } else if (job.path("seed").asLong() > Long.MAX_VALUE - Math.max(0, seeds - 1)) {
      report("seed", "leaves no room for %,d seeds from it on".formatted(seeds));
    }
  }

  /** What a table has no use for. */
  private void checkTable(JsonNode job) {
    JsonNode regularisation = job.path("regularisation");
    checkAugmentation(regularisation.path("augmentation"));
    if (job.path("classes").size() == 1) {
      report("classes", "has one name, and needs two or more");
    }
    if (!job.path("classes").isEmpty()) {
      if (job.path("data").path("formula").isTextual()) {
        report("classes", "goes with data.label; give that and the features instead of formula");
      }
      return;
    }
    if (regularisation.path("labelSmoothing").asDouble() > 0) {
      report("regularisation.labelSmoothing", ONLY_CLASSES);
    }
    if (regularisation.path("earlyStopping").path("metric").asText().equals("accuracy")) {
      report("regularisation.earlyStopping.metric", "goes with classes only; use loss");
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
      report("classWeights", "are all 0, so that nothing is learned; give a class a weight");
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
      report("regularisation.weightDecay", "goes with adamw and sgd; for adam, use adamw or l2");
    }
    double share =
        job.path("regularisation").path("weightDecay").asDouble()
            * job.path("optimiser").path("learningRate").asDouble();
    if (share >= 1) {
      report(
          "regularisation.weightDecay",
          "times the learning rate is %s, which a step takes of each weight; it must be less than 1"
              .formatted(share));
    }
  }

  private void checkPenalties(JsonNode regularisation) {
    if (regularisation.path("elasticNet").path("regParam").asDouble() > 0) {
      for (String key : List.of("l1", "l2")) {
        if (regularisation.path(key).asDouble() > 0) {
          report("regularisation." + key, "is part of elasticNet; give one of them");
        }
      }
    }
  }

  private void checkOptimiser(JsonNode optimiser) {
    boolean sgd = optimiser.path("method").asText().equals("sgd");
    double momentum = optimiser.path("momentum").asDouble();
    if (!sgd && momentum > 0) {
      report("optimiser.momentum", "goes with sgd only; remove it");
    }
    if (optimiser.path("nesterov").asBoolean() && !(sgd && momentum > 0)) {
      report("optimiser.nesterov", "goes with sgd and momentum > 0 only");
    }
  }

  private void checkWarmUp(JsonNode job) {
    JsonNode given = job.path("optimiser").path("schedule").path("warmUp");
    boolean known = given.canConvertToInt() && job.path("epochs").canConvertToInt();
    int warmUp = given.asInt();
    int epochs = job.path("epochs").asInt();
    if (known && warmUp > epochs) { // else that is a problem of its own
      report(
          "optimiser.schedule.warmUp",
          "is %,d, and there are %,d epochs; lower it, or raise epochs".formatted(warmUp, epochs));
    }
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
