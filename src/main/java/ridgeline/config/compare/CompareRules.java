package ridgeline.config.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;
import ridgeline.config.data.ExpressionRules;

/** The rules of a comparison that involve more than one key. */
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
              "cannot be used in a comparison, which splits the rows itself; use by"));
    }
    if (job.path("data").path("invalid").asText().equals("impute")) {
      problems.add(
          new Problem(
              "data.invalid",
              "impute cannot be used in a comparison, because means of the test rows would leak"
                  + " into the training; use drop or fail"));
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
      problems.add(new Problem("objective", "applies to fits only, and there are none; remove it"));
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
              "makes %,.0f parts of %,.0f folds; the limit is %,d; lower it, folds.count or testFolds"
                  .formatted(parts, folds, MAX_PARTS)));
    }
  }

  private void checkNames(JsonNode fits) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < fits.size(); i++) {
      String path = "fits[%d].name".formatted(i);
      JsonNode given = fits.path(i).path("name");
      if (given.isTextual() && given.textValue().equals(CompareConfig.PLAIN)) {
        problems.add(
            new Problem(path, "is reserved for the fit without a penalty, got: \"plain\""));
      } else if (given.isTextual() && !names.add(given.textValue())) {
        problems.add(
            new Problem(path, "is used by two fits, got: \"%s\"".formatted(given.textValue())));
      }
    }
  }
}
