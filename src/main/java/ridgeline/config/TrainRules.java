package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The rules of a training that concern more than one key. */
final class TrainRules {
  private final List<Problem> problems;

  TrainRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks a job that is complete with its defaults; a value of a wrong type counts as given. */
  void check(JsonNode job) {
    JsonNode data = job.path("data");
    if (!data.has("idx") && !data.has("images")) {
      new DataRules(problems).check(data);
    }
    checkPenalties(job.path("regularisation"));
    checkOptimiser(job.path("optimiser"));
    if (job.path("regularisation").path("earlyStopping").path("enabled").asBoolean()
        && job.path("validation").asDouble() == 0) {
      report("validation", "is 0, and early stopping needs rows to validate on");
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

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
