package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;
import ridgeline.path.LinearFit;
import ridgeline.path.RegParamGrid;
import ridgeline.registry.gate.Drift;
import ridgeline.registry.gate.Improvement;
import ridgeline.registry.gate.Verdict;
import ridgeline.report.Provenance;
import ridgeline.report.Provenances;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.SelectionRule;
import ridgeline.select.WeakEnd;
import ridgeline.sweep.SweepResult;

/** A retraining as its page shows it, made up. */
public final class Retrained {
  private static final int STEPS = 30;
  private static final int FOLDS = 5;

  /** The label. */
  private static final String LABEL = "delay";

  /** What {@code name} is for a feature or partition. */
  private String name = "x";

  private boolean hasChampion = true;
  private boolean promoted = true;
  private int partitions = 7;
  private int features = 6;
  private int slices;
  private String validation = "{kind: folds, count: 5}";

  /** The first version, of which nothing is known before. */
  public Retrained first() {
    hasChampion = false;
    return this;
  }

  /** A candidate that is worse than the champion and drifted. */
  public Retrained refused() {
    promoted = false;
    return this;
  }

  /** So many of the newest partitions. */
  public Retrained newest(int count) {
    partitions = count;
    return this;
  }

  /** So many levels on which models are compared. */
  public Retrained slices(int count) {
    slices = count;
    return this;
  }

  /** So many features. */
  public Retrained features(int count) {
    features = count;
    return this;
  }

  /** Names of features, columns and partitions begin like this. */
  public Retrained named(String text) {
    name = text;
    return this;
  }

  /** Validated on later partitions. */
  public Retrained forward() {
    validation = "{kind: forward, origins: 5}";
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
            gate: {maxDrift: 0.2}
            validation: %s
            """
                .formatted(validation),
            "job",
            List.of());
    SweepResult sweep = sweep();
    Provenance provenance = Provenances.of(0, name);
    Map<String, Double> seconds = Map.of("reading", 2.5, "solving", 1.0);
    Verdict verdict = verdict();
    RetrainPage.write(
        config,
        LABEL,
        report(verdict, seconds, provenance),
        verdict,
        SweepReport.of(
            config.sweep().name(),
            sweep,
            null,
            null,
            RowCounts.of(sweep.rows().read(), 0, 0, Map.of()),
            seconds,
            provenance),
        sweep.validation().curves(),
        coefficients(),
        to);
  }

  private RetrainReport report(
      Verdict verdict, Map<String, Double> seconds, Provenance provenance) {
    return new RetrainReport(
        "flights",
        verdict.date(),
        verdict.promoted(),
        verdict.sentence(),
        hasChampion ? 3L : null,
        new RetrainReport.Window("2001-02-06", "2001-04-07", 14L, 60, 59_655, features),
        new RetrainReport.Partitions(
            IntStream.range(0, 25).mapToObj(i -> name + "added" + i).toList(),
            List.of(name + "changed"),
            List.of(),
            List.of(name + "refused has no column x"),
            List.of(),
            2),
        seconds,
        provenance,
        Map.of());
  }

  private Verdict verdict() {
    List<Verdict.Check> checks = new ArrayList<>();
    checks.add(new Verdict.Check("rows", true, "the newest partitions have 7,000 rows"));
    checks.add(
        new Verdict.Check(
            "drift", promoted, name + "0 has drifted most, by a stability index of 0.3"));
    return new Verdict(
        promoted,
        promoted ? "promoted: its RMSE is 2 % smaller" : "refused: " + checks.get(1).sentence(),
        "2001-04-07",
        new Verdict.Newest("2001-03-31", "2001-04-07", partitions, 7_000),
        "rmse",
        new Verdict.Scores(promoted ? 30.0 : 32.0, 0.25),
        hasChampion ? new Verdict.Champion(3, "2001-03-31", new Verdict.Scores(31.0, 0.2)) : null,
        hasChampion ? new Improvement(0.02, 0.01, 0.03, 0.95) : null,
        checks,
        drift(),
        IntStream.range(0, partitions).mapToObj(this::errors).toList(),
        slices());
  }

  /** The last level has too few rows for an interval. */
  private List<Verdict.SliceErrors> slices() {
    return IntStream.range(0, slices)
        .mapToObj(
            i ->
                new Verdict.SliceErrors(
                    "carrier",
                    name + i,
                    100 + i,
                    30 + i,
                    hasChampion ? 31.0 : null,
                    hasChampion && i < slices - 1
                        ? new Improvement(0.01 * i, -0.1, 0.1, 0.99)
                        : null))
        .toList();
  }

  private Verdict.PartitionErrors errors(int i) {
    return new Verdict.PartitionErrors(
        name + i,
        "2001-04-%02d".formatted(1 + i),
        1000,
        30 + i,
        hasChampion ? 30.5 + 0.9 * i : null);
  }

  private List<Drift> drift() {
    List<Drift> drift = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      boolean isNumber = j % 2 == 0;
      drift.add(
          new Drift(
              name + j,
              (promoted ? 0.1 : 0.3) / (1 + j),
              isNumber ? 5.0 + j : null,
              isNumber ? 4.0 + j : null,
              isNumber ? 2.0 : null,
              isNumber ? 1.5 : null));
    }
    return drift;
  }

  private CoefficientMoves coefficients() {
    boolean isForward = validation.contains("forward");
    List<CoefficientMoves.Feature> all = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      double size = 1.0 / (1 + j);
      double candidate = j % 2 == 0 ? size : -size;
      double[] folds =
          IntStream.range(0, isForward ? 0 : FOLDS)
              .mapToDouble(fold -> candidate + 0.02 * (fold - FOLDS / 2))
              .toArray();
      all.add(
          new CoefficientMoves.Feature(
              name + j, candidate, hasChampion ? candidate / 2 : null, 0.5, folds));
    }
    return CoefficientMoves.of(all);
  }

  private SweepResult sweep() {
    List<CvCurve> curves = new ArrayList<>();
    for (double elasticNetParam : new double[] {0, 1}) {
      double[] regParams = RegParamGrid.logSpaced(1 / (elasticNetParam + 0.1), 1e-4, STEPS);
      List<CvCell> cells = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        double share = (step + 1.0) / STEPS;
        double cvm = 1.5 - share + 0.5 * share * share + 0.01 * elasticNetParam;
        LinearFit fit =
            new LinearFit(regParams[step], 0, new int[] {0}, new double[] {share}, 1e-12, 1, true);
        cells.add(new CvCell(elasticNetParam, step, cvm, 0.02, 0.5, 1e-12, 1, true, fit));
      }
      curves.add(new CvCurve(elasticNetParam, regParams, cells, 0, 0, WeakEnd.INSIDE));
    }
    return new SweepResult(
        EngineChoice.GRAM,
        new SweepResult.Features(
            IntStream.range(0, features).mapToObj(j -> name + j).toList(),
            new double[features],
            new double[features],
            List.of()),
        new SweepResult.Label(0, 1),
        new SweepResult.Rows(52_717, 0),
        new SweepResult.Validation(FOLDS, curves, SelectionRule.MIN, List.of()),
        new SweepResult.Refitted(RefitChoice.STATISTICS, 0),
        Map.of());
  }
}
