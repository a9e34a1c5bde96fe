package ridgeline.job.work.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.data.DataException;
import ridgeline.job.work.CandidateFits;
import ridgeline.job.work.JobProgress;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.registry.policy.Policy;
import ridgeline.registry.policy.PolicyErrors;
import ridgeline.registry.policy.ServedDates;
import ridgeline.select.CvProgress;
import ridgeline.select.NoCertifiedCellException;
import ridgeline.store.window.Window;
import ridgeline.store.window.WindowStatistics;
import ridgeline.sweep.SweepListener;

/** Trains the models of policies, each once, and works out their errors from the statistics. */
final class PolicyBacktest {
  private final PolicyPlan plan;
  private final JobProgress progress;
  private final CandidateFits fits;

  private final Map<PolicyPlan.Training, Trained> trained = new HashMap<>();
  private final TrainingErrors scored;

  /**
   * What became of a training.
   *
   * @param fit null if it failed
   * @param failure the reason, a sentence; empty if there is a fit
   */
  private record Trained(@Nullable ScoredFit fit, String failure) {}

  PolicyBacktest(SparkSession spark, RetrainConfig config, PolicyPlan plan, JobProgress progress) {
    this.plan = plan;
    this.progress = progress;
    scored = new TrainingErrors(plan.served(), progress::requireRunning);
    fits = new CandidateFits(spark, config, plan.design().design(), new Quiet(progress));
  }

  /** Of many sweeps, only notes are passed on, and interruptions heeded. */
  private record Quiet(JobProgress progress) implements SweepListener {
    @Override
    public void stage(String name) {
      progress.requireRunning();
    }

    @Override
    public void cells(CvProgress cells) {
      progress.requireRunning();
    }

    @Override
    public void note(String message) {
      progress.note(message);
    }
  }

  /**
   * The errors of all policies, in the order of the plan.
   *
   * @throws DataException if no training has a model
   */
  List<PolicyErrors> run() throws ConfigException {
    List<PolicyPlan.Training> trainings = plan.trainings();
    for (int done = 0; done < trainings.size(); done++) {
      progress.sweeps(done, trainings.size());
      trained.put(trainings.get(done), train(trainings.get(done)));
    }
    requireAny(trainings.get(0));
    List<PolicyErrors> errors = plan.policies().stream().map(this::errors).toList();
    progress.sweeps(trainings.size(), trainings.size());
    return errors;
  }

  private void requireAny(PolicyPlan.Training first) {
    if (trained.values().stream().allMatch(outcome -> outcome.fit() == null)) {
      throw new DataException(Objects.requireNonNull(trained.get(first)).failure());
    }
  }

  /** A retraining that fails leaves the model before it in use; so does one here. */
  private Trained train(PolicyPlan.Training training) throws ConfigException {
    try {
      return new Trained(fit(training), "");
    } catch (DataException | NoCertifiedCellException e) {
      return new Trained(null, String.valueOf(e.getMessage()));
    }
  }

  private PolicyErrors errors(Policy policy) {
    List<LocalDate> due = plan.trainings(policy);
    List<PolicyErrors.Failure> failures = new ArrayList<>();
    TreeMap<LocalDate, ScoredFit> models = new TreeMap<>();
    for (LocalDate date : due) {
      Trained outcome =
          Objects.requireNonNull(trained.get(new PolicyPlan.Training(date, policy.rows())));
      if (outcome.fit() == null) {
        failures.add(new PolicyErrors.Failure(date.toString(), outcome.failure()));
      } else {
        models.put(date, outcome.fit());
      }
    }
    List<String> used = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    ServedDates served = plan.served();
    for (int k = 0; k < served.dates().size(); k++) {
      Map.@Nullable Entry<LocalDate, ScoredFit> model = models.lowerEntry(served.dates().get(k));
      used.add(model == null ? "" : model.getKey().toString());
      errors.add(
          model == null
              ? Double.NaN
              : scored.meanSquaredError(
                  new PolicyPlan.Training(model.getKey(), policy.rows()), model.getValue(), k));
    }
    return new PolicyErrors(policy, due, failures, used, errors);
  }

  private ScoredFit fit(PolicyPlan.Training training) throws ConfigException {
    Window window = training.rows().on(training.date());
    WindowStatistics rows = WindowStatistics.of(plan.leaves(), window, fits.known(training.date()));
    CandidateFits.Named features = fits.features(rows);
    return new ScoredFit(
        rows.all().features(),
        CandidateFits.fit(
            fits.refit(fits.choose(training.date(), rows, features), rows, features)));
  }
}
