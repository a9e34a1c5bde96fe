package ridgeline.neural.train;

import java.util.ArrayList;
import java.util.List;

/** Records what trainings report. */
public final class RecordingTrainingListener implements TrainingListener {
  private final List<String> notes = new ArrayList<>();
  private final List<Double> done = new ArrayList<>();

  /** Shares of all epochs: at the start, and after steps. */
  public synchronized List<Double> done() {
    return List.copyOf(done);
  }

  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public synchronized void start(double share) {
    done.add(share);
  }

  @Override
  public synchronized void step(String training, Step step) {
    done.add(step.done());
  }

  @Override
  public void epoch(String training, EpochResult result) {}

  @Override
  public synchronized void note(String message) {
    notes.add(message);
  }
}
