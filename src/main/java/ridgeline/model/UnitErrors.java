package ridgeline.model;

import ridgeline.stats.residual.AbsoluteErrors;
import ridgeline.stats.residual.PairTally;

/** Weighted errors of predictions in the unit of a label's quantity. */
public final class UnitErrors implements PairTally {
  private static final long serialVersionUID = 1L;

  private final LabelInverse inverse;
  private final AbsoluteErrors absolute = new AbsoluteErrors();
  private double weights;
  private double mean;
  private double squares;
  private double errors;
  private double squaredErrors;

  /** Starts with no rows. */
  public UnitErrors(LabelInverse inverse) {
    this.inverse = inverse;
  }

  @Override
  public UnitErrors fresh() {
    return new UnitErrors(inverse);
  }

  @Override
  public void add(double prediction, double label, double weight) {
    double observed = inverse.transform().inverse(label);
    double predicted = inverse.predict(prediction);
    double error = predicted - observed;
    weights += weight;
    double delta = observed - mean;
    mean += delta * weight / weights;
    squares += weight * delta * (observed - mean);
    errors += weight * error;
    absolute.add(predicted, observed, weight);
    squaredErrors += weight * error * error;
  }

  @Override
  public void addAll(PairTally tally) {
    UnitErrors other = (UnitErrors) tally;
    if (other.weights == 0) {
      return;
    }
    double total = weights + other.weights;
    double delta = other.mean - mean;
    squares += other.squares + delta * delta * weights * other.weights / total;
    mean += delta * other.weights / total;
    weights = total;
    errors += other.errors;
    absolute.addAll(other.absolute);
    squaredErrors += other.squaredErrors;
  }

  /** The root of the mean squared error. */
  public double rmse() {
    return Math.sqrt(squaredErrors / weights);
  }

  /** The sizes of the errors. */
  public AbsoluteErrors absolute() {
    return absolute;
  }

  /** The mean of predictions minus observations. */
  public double bias() {
    return errors / weights;
  }

  /** 1 minus the mean squared error over the variance. */
  public double r2() {
    return 1 - squaredErrors / squares;
  }
}
