package ridgeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of a comparison that concern more than one key. */
final class CompareRules {
  private final List<Problem> problems;

  CompareRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks a job that is complete with its defaults; a value of a wrong type counts as given. */
  void check(JsonNode job) {
    new DataRules(problems).check(job.path("data"));
    if (DataRules.isGiven(job.path("folds"), "column")) {
      problems.add(
          new Problem(
              "folds.column",
              "does not go with a comparison, which needs parts of its own; use by"));
    }
    if (job.path("methods").isEmpty() && job.path("fits").isEmpty()) {
      problems.add(new Problem("methods", "is empty, and so is fits; there is nothing to compare"));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < job.path("fits").size(); i++) {
      String name = job.path("fits").path(i).path("name").asText();
      if (!names.add(name)) {
        problems.add(
            new Problem(
                "fits[%d].name".formatted(i), "names two fits, got: \"%s\"".formatted(name)));
      }
    }
  }
}
