package ridgeline.config.linear;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;
import ridgeline.config.data.ExpressionRules;

/** The rules of a comparison that concern more than one key. */
final class CompareRules {
  private static final int MAX_PARTS = 20_000;

  private final List<Problem> problems;

  CompareRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks a job that is complete with its defaults; a value of a wrong type counts as given. */
  void check(JsonNode job) {
    new DataRules(problems).check(job.path("data"));
    new ExpressionRules(problems).check(job.path("folds").path("by"), "folds.by");
    if (DataRules.isGiven(job.path("folds"), "column")) {
      problems.add(
          new Problem(
              "folds.column",
              "does not go with a comparison, which needs parts of its own; use by"));
    }
    if (job.path("data").path("invalid").asText().equals("impute")) {
      problems.add(
          new Problem(
              "data.invalid",
              "impute does not go with a comparison, whose test may not lend its means to the"
                  + " training; use drop or fail"));
    }
    boolean hasFits = DataRules.isGiven(job, "fits");
    if (!DataRules.isGiven(job, "methods") && !hasFits) {
      problems.add(new Problem("methods", "is empty, and so is fits; there is nothing to compare"));
    }
    checkObjective(job.path("objective"), hasFits);
    checkParts(job);
    checkNames(job.path("fits"));
  }

  private void checkObjective(JsonNode objective, boolean hasFits) {
    if (!hasFits
        && objective.isObject()
        && !(objective.path("standardization").asBoolean(true)
            && objective.path("fitIntercept").asBoolean(true)
            && objective.path("l2Scale").asText("plain").equals("plain"))) {
      problems.add(new Problem("objective", "concerns fits only, and there are none; remove it"));
    }
  }

  private void checkParts(JsonNode job) {
    double folds = job.path("folds").path("count").asDouble() + job.path("testFolds").asDouble();
    int halvings = Math.min(CompareConfig.MAX_HALVINGS, job.path("halvings").asInt());
    double parts = folds * Math.scalb(1.0, halvings);
    if (DataRules.isGiven(job, "methods") && parts > MAX_PARTS) {
      problems.add(
          new Problem(
              "halvings",
              "makes %,.0f parts of %,.0f folds; at most %,d go, so lower it, folds.count or testFolds"
                  .formatted(parts, folds, MAX_PARTS)));
    }
  }

  private void checkNames(JsonNode fits) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < fits.size(); i++) {
      String path = "fits[%d].name".formatted(i);
      JsonNode given = fits.path(i).path("name");
      if (given.isTextual() && given.textValue().equals(CompareConfig.PLAIN)) {
        problems.add(new Problem(path, "is that of the fit without a penalty, got: \"plain\""));
      } else if (given.isTextual() && !names.add(given.textValue())) {
        problems.add(new Problem(path, "names two fits, got: \"%s\"".formatted(given.textValue())));
      }
    }
  }
}
