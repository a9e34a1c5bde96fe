package ridgeline.neural.train;

/** Hears how a training goes on. */
public interface TrainingListener {
  /**
   * Where a training is.
   *
   * @param epoch counted from 1
   * @param step of the epoch that was taken last, counted from 1
   * @param steps of the epoch
   * @param loss mean over the rows since the last call, as it was trained on
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
     * Where a training is after some steps.
     *
     * @param epoch counted from 0
     */
    public static Step of(
        int epoch, int epochs, long steps, StepProgress taken, double rowsPerSecond, double done) {
      return new Step(
          epoch + 1, epochs, taken.last(), steps, taken.meanLoss(), rowsPerSecond, done);
    }
  }

  /**
   * Training begins, or goes on.
   *
   * @param done share of all epochs of all trainings that is done before
   */
  void start(double done);

  /**
   * Steps were taken.
   *
   * @param training which of several; empty if there is one
   */
  void step(String training, Step step);

  /**
   * An epoch has ended, and was measured.
   *
   * @param training which of several; empty if there is one
   */
  void epoch(String training, EpochResult result);

  /** Something that the user should know and cannot see. */
  void note(String message);
}
