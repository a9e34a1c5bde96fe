package ridgeline.neural.train;

import ridgeline.neural.round.StepProgress;

/** Receives the progress of a training. */
public interface TrainingListener {
  /**
   * The progress of a training.
   *
   * @param epoch counted from 1
   * @param step the last step taken in the epoch, counted from 1
   * @param steps of the epoch
   * @param loss mean training loss over the rows since the last call
   * @param rowsPerSecond since the last call
   * @param done share of all epochs of all trainings
   */
  record Step(
      int epoch,
      int epochs,
      long step,
      long steps,
      double loss,
      double rowsPerSecond,
      double done) {
    /**
     * The progress of a training after some steps.
     *
     * @param epoch counted from 0
     */
    public static Step of(
        int epoch,
        int epochs,
        long steps,
        StepProgress progress,
        double rowsPerSecond,
        double done) {
      return new Step(
          epoch + 1, epochs, progress.last(), steps, progress.meanLoss(), rowsPerSecond, done);
    }
  }

  /**
   * Training starts or resumes.
   *
   * @param done share of all epochs of all trainings that is already done
   */
  void start(double done);

  /**
   * Steps were taken.
   *
   * @param training which of several; empty if there is only one
   */
  void step(String training, Step step);

  /**
   * An epoch has ended and was evaluated.
   *
   * @param training which of several; empty if there is only one
   */
  void epoch(String training, EpochResult result);

  /** Something that the user should know but cannot see otherwise. */
  void note(String message);
}
