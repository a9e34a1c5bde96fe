package ridgeline.config.linear;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import ridgeline.config.Limits;
import ridgeline.config.Problem;
import ridgeline.config.data.DataRules;
import ridgeline.config.data.ExpressionRules;

/** The rules of a sweep that involve more than one key. */
public final class SweepRules {
  private final List<Problem> problems;

  public SweepRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks a job that is complete with its defaults; a value of a wrong type counts as given. */
  void check(JsonNode job) {
    new DataRules(problems).check(job.path("data"));
    new ExpressionRules(problems).check(job.path("folds").path("by"), "folds.by");
    checkFolds(job.path("folds"));
    checkGrid(job);
  }

  /** Checks the grid, which other jobs share. */
  public void checkGrid(JsonNode job) {
    checkCells(job.path("grid"));
    checkPenaltyFactor(job);
  }

  private void checkFolds(JsonNode folds) {
    if (DataRules.isGiven(folds, "by") && DataRules.isGiven(folds, "column")) {
      report("folds.column", "cannot be combined with by; remove one of them");
    }
  }

  private void checkCells(JsonNode grid) {
    JsonNode regParam = grid.path("regParam");
    long path = regParam.isArray() ? regParam.size() : regParam.path("count").asLong(1);
    long cells = path * grid.path("elasticNetParam").size();
    if (path <= Limits.MAX_REG_PARAMS && cells > Limits.MAX_CELLS) {
      report(
          "grid",
          "has %,d cells; the limit is %,d; lower regParam.count, or list fewer values"
              .formatted(cells, Limits.MAX_CELLS));
    }
  }

  private void checkPenaltyFactor(JsonNode job) {
    if (!DataRules.isGiven(job.path("grid"), "penaltyFactor")) {
      return;
    }
    checkNoMllib(job, "refit", "statistics");
    checkNoMllib(job, "engine", "gram or auto");
  }

  private void checkNoMllib(JsonNode job, String key, String others) {
    String given = job.path(key).asText();
    if (given.startsWith("mllib")) {
      report(
          key,
          "must be %s, because MLlib's LinearRegression does not support grid.penaltyFactor, got: %s"
              .formatted(others, given));
    }
  }

  private void report(String path, String message) {
    problems.add(new Problem(path, message));
  }
}
