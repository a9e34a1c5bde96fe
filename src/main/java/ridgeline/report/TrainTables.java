package ridgeline.report;

import com.univocity.parsers.csv.CsvWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.EpochResult;
import ridgeline.neural.TrainingResult;

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

  private static @Nullable Double loss(EpochResult.@Nullable Quality quality) {
    return quality == null ? null : quality.loss();
  }

  private static @Nullable Double accuracy(EpochResult.@Nullable Quality quality) {
    return quality == null ? null : quality.accuracy();
  }
}
