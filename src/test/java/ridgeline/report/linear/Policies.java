package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import ridgeline.config.ConfigException;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.registry.policy.Policy;
import ridgeline.registry.policy.PolicyComparison;
import ridgeline.registry.policy.PolicyErrors;
import ridgeline.registry.policy.PolicyGrid;
import ridgeline.registry.policy.PolicyVerdict;
import ridgeline.registry.policy.ServedDates;
import ridgeline.report.Provenances;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.window.DatedLeaf;

/** A comparison of policies as its page shows it, made up. */
public final class Policies {
  private static final LocalDate FIRST = LocalDate.of(2001, 3, 1);

  private static final double VARIANCE = 900;

  private String label = "delay";
  private int dates = 60;
  private List<String> cadences = List.of("1 day", "7 days", "never");
  private double everyDay;
  private boolean allFail;

  /** So many dates that are predicted. */
  public Policies dates(int count) {
    dates = count;
    return this;
  }

  /** The policies of some cadences. */
  public Policies retrained(String... every) {
    cadences = List.of(every);
    return this;
  }

  /** Of which those that train every day have the larger errors. */
  public Policies worseEveryDay() {
    everyDay = 30;
    return this;
  }

  /** Each of which has a training that fails. */
  public Policies failing() {
    allFail = true;
    return this;
  }

  /** Predictions of a label. */
  public Policies of(String text) {
    label = text;
    return this;
  }

  /** Writes the page. */
  public void write(Writer to) throws IOException, ConfigException {
    RetrainConfig config =
        RetrainConfigReader.read(
            """
            name: flights
            store: runs/store
            data: {path: flights, label: delay, numeric: [distance]}
            partition: {by: [day]}
            """,
            "job",
            List.of());
    PolicyPage.write(config, report(), to);
  }

  /** The report. */
  public PolicyReport report() {
    PolicyGrid grid =
        new PolicyGrid(cadences, List.of("30 days", "all"), List.of("none", "30 days"));
    ServedDates served = ServedDates.of(IntStream.range(0, dates).mapToObj(this::leaf).toList());
    List<Policy> policies = grid.policies();
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served,
            IntStream.range(0, policies.size()).mapToObj(k -> errors(policies.get(k), k)).toList(),
            0.95);
    return new PolicyReport(
        "flights",
        label,
        FIRST.toString(),
        grid,
        240,
        new PolicyReport.Range("2001-01-01", FIRST.plusDays(dates).toString(), 60 + dates),
        IntStream.range(0, dates)
            .mapToObj(
                date ->
                    new PolicyReport.Served(
                        served.dates().get(date).toString(),
                        served.rows(date),
                        served.weight(date)))
            .toList(),
        verdict,
        Map.of("reading", 2.5, "sweeps", 60.0),
        Provenances.of(0, "s"));
  }

  private DatedLeaf leaf(int date) {
    SymmetricMatrix squares = SymmetricMatrix.ofPacked(1, new double[] {VARIANCE * 1000});
    return new DatedLeaf(
        "day=" + date,
        FIRST.plusDays(1L + date),
        new Leaf(
            new FeatureLevels(List.of(), List.of()),
            List.of(Moments.of(1000, 1000, new double[] {10}, squares)),
            List.of(),
            List.of()));
  }

  /** Those without retraining get worse with time; the third has a training that fails. */
  private PolicyErrors errors(Policy policy, int k) {
    boolean never = policy.cadence().equals("never");
    boolean fails = allFail || k == 2;
    List<Double> errors = new ArrayList<>();
    for (int date = 0; date < dates; date++) {
      double age = never ? 3.0 * date : policy.cadence().equals("1 day") ? everyDay : 0;
      errors.add(
          allFail && date == 0
              ? Double.NaN
              : 700 + 0.1 * k + 40 * Math.sin(date) + age + 5 * Math.cos(date * (k + 1.0)));
    }
    int trainings = never ? 1 : policy.cadence().equals("1 day") ? dates : 1 + dates / 7;
    return new PolicyErrors(
        policy,
        IntStream.range(0, trainings).mapToObj(FIRST::plusDays).toList(),
        fails
            ? List.of(new PolicyErrors.Failure(FIRST.toString(), "no cell of <b>" + k + "</b>"))
            : List.of(),
        Collections.nCopies(dates, FIRST.toString()),
        errors);
  }
}
