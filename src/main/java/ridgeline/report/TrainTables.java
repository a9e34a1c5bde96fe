package ridgeline.report;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.EpochResult;
import ridgeline.neural.TrainingResult;
import ridgeline.neural.TrialResult;

/** The csv files of a training. */
public final class TrainTables {
  private TrainTables() {}

  /** One line for each epoch. */
  public static void writeHistory(TrainingResult result, Writer to) {
    CsvWriter csv =
        CsvFile.to(
            to,
            "epoch",
            "steps",
            "trainingLoss",
            "trainingAccuracy",
            "validationLoss",
            "validationAccuracy",
            "testLoss",
            "testAccuracy",
            "learningRate",
            "seconds");
    for (EpochResult epoch : result.history()) {
      csv.writeRow(
          epoch.epoch(),
          epoch.steps(),
          epoch.training().loss(),
          epoch.training().accuracy(),
          loss(epoch.validation()),
          accuracy(epoch.validation()),
          loss(epoch.test()),
          accuracy(epoch.test()),
          epoch.learningRate(),
          epoch.seconds());
    }
    csv.flush();
  }

  /** One line for each of several trainings. */
  public static void writeTrials(List<TrialResult> trials, Writer to) {
    List<String> keys = List.copyOf(trials.get(0).trial().settings().keySet());
    List<String> headers = new ArrayList<>(List.of("trial"));
    headers.addAll(keys);
    headers.addAll(
        List.of(
            "epochs",
            "ended",
            "chosenEpoch",
            "trainingLoss",
            "trainingAccuracy",
            "validationLoss",
            "validationAccuracy",
            "testLoss",
            "testAccuracy",
            "seconds"));
    CsvWriter csv = CsvFile.to(to, headers.toArray(String[]::new));
    for (TrialResult trial : trials) {
      EpochResult chosen = trial.training().best();
      List<@Nullable Object> row = new ArrayList<>(List.of(trial.trial().name()));
      keys.forEach(key -> row.add(trial.trial().settings().get(key)));
      row.add(trial.training().history().size());
      row.add(trial.ended().name().toLowerCase(Locale.ROOT));
      row.add(chosen.epoch());
      row.add(chosen.training().loss());
      row.add(chosen.training().accuracy());
      row.add(loss(chosen.validation()));
      row.add(accuracy(chosen.validation()));
      row.add(loss(chosen.test()));
      row.add(accuracy(chosen.test()));
      row.add(trial.training().history().stream().mapToDouble(EpochResult::seconds).sum());
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
