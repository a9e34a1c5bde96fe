package ridgeline.report.neural;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult;
import ridgeline.report.CsvFile;

/** Writes the csv files of a training. */
public final class TrainTables {
  /** The quality measures of an epoch, on each split. */
  private static final List<String> QUALITY =
      List.of(
          "trainingLoss",
          "trainingAccuracy",
          "validationLoss",
          "validationAccuracy",
          "testLoss",
          "testAccuracy");

  private TrainTables() {}

  /** The values of {@link #QUALITY}. */
  private static List<@Nullable Double> quality(EpochResult epoch) {
    return Arrays.asList(
        epoch.training().loss(),
        epoch.training().accuracy(),
        loss(epoch.validation()),
        accuracy(epoch.validation()),
        loss(epoch.test()),
        accuracy(epoch.test()));
  }

  private static List<String> epochHeaders() {
    List<String> headers = new ArrayList<>(List.of("epoch", "steps"));
    headers.addAll(QUALITY);
    headers.addAll(List.of("learningRate", "zeroWeights", "seconds"));
    return headers;
  }

  private static List<@Nullable Object> epochRow(EpochResult epoch) {
    List<@Nullable Object> row = new ArrayList<>(List.of(epoch.epoch(), epoch.steps()));
    row.addAll(quality(epoch));
    row.add(epoch.learningRate());
    row.add(epoch.zeroWeights());
    row.add(epoch.seconds());
    return row;
  }

  /** One line for each epoch. */
  public static void writeHistory(TrainingResult result, Writer to) {
    CsvWriter csv = CsvFile.to(to, epochHeaders().toArray(String[]::new));
    for (EpochResult epoch : result.history()) {
      csv.writeRow(epochRow(epoch).toArray());
    }
    csv.flush();
  }

  /** One line for each epoch of each of several trainings. */
  public static void writeCurves(List<TrialResult> trials, Writer to) {
    List<String> headers = epochHeaders();
    headers.add(0, "trial");
    CsvWriter csv = CsvFile.to(to, headers.toArray(String[]::new));
    for (TrialResult trial : trials) {
      for (EpochResult epoch : trial.history()) {
        List<@Nullable Object> row = epochRow(epoch);
        row.add(0, trial.trial().name());
        csv.writeRow(row.toArray());
      }
    }
    csv.flush();
  }

  /** One line for each of several trainings. */
  public static void writeTrials(List<TrialResult> trials, Writer to) {
    List<String> keys = List.copyOf(trials.get(0).trial().settings().keySet());
    List<String> headers = new ArrayList<>(List.of("trial"));
    headers.addAll(keys);
    headers.addAll(List.of("epochs", "ended", "chosenEpoch"));
    headers.addAll(QUALITY);
    headers.addAll(List.of("zeroWeights", "seconds"));
    CsvWriter csv = CsvFile.to(to, headers.toArray(String[]::new));
    for (TrialResult trial : trials) {
      EpochResult chosen = trial.best();
      List<@Nullable Object> row = new ArrayList<>(List.of(trial.trial().name()));
      keys.forEach(key -> row.add(trial.trial().settings().get(key)));
      row.add(trial.history().size());
      row.add(trial.ended().name().toLowerCase(Locale.ROOT));
      row.add(chosen == null ? null : chosen.epoch());
      row.addAll(chosen == null ? Collections.nCopies(QUALITY.size(), null) : quality(chosen));
      row.add(chosen == null ? null : chosen.zeroWeights());
      row.add(trial.history().stream().mapToDouble(EpochResult::seconds).sum());
      csv.writeRow(row.toArray());
    }
    csv.flush();
  }

  private static @Nullable Double loss(EpochResult.@Nullable Quality quality) {
    return quality == null ? null : quality.loss();
  }

  private static @Nullable Double accuracy(EpochResult.@Nullable Quality quality) {
    return quality == null ? null : quality.accuracy();
  }
}
