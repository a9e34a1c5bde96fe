package ridgeline.neural.plan;

import java.io.Serializable;
import java.nio.FloatBuffer;

/** What a network is trained to predict, and the loss of its predictions. */
public sealed interface Loss extends Serializable {
  /** The number of output values of a row. */
  int outputs();

  /**
   * The loss of a row; training minimises its mean.
   *
   * @param outputs of some rows, row by row; those of this row start at {@code at}
   * @param gradient derivatives of the loss with respect to the outputs, set at the same positions
   */
  double loss(float label, float[] outputs, int at, FloatBuffer gradient);

  /** A {@link #loss} in the unit in which {@link #evaluate} reports losses. */
  double reported(double loss);

  /** Adds a row to an evaluation. */
  void evaluate(float label, float weight, float[] outputs, int at, Evaluation into);

  /**
   * Classes, with the cross-entropy of the softmax.
   *
   * @param labelSmoothing share of a label that is spread over all classes (Szegedy et al. 2016,
   *     section 7)
   */
  record Classes(int outputs, double labelSmoothing) implements Loss {
    private static final long serialVersionUID = 1L;

    @Override
    public double loss(float label, float[] outputs, int at, FloatBuffer gradient) {
      double logSum = logSum(outputs, at, this.outputs);
      double spread = labelSmoothing / this.outputs;
      double loss = 0;
      for (int k = 0; k < this.outputs; k++) {
        double target = k == (int) label ? 1 - labelSmoothing + spread : spread;
        double logShare = outputs[at + k] - logSum;
        loss -= target * logShare;
        gradient.put(at + k, (float) (Math.exp(logShare) - target));
      }
      return loss;
    }

    @Override
    public double reported(double loss) {
      return loss;
    }

    @Override
    public void evaluate(float label, float weight, float[] outputs, int at, Evaluation into) {
      int best = greatest(outputs, at, this.outputs);
      double loss = logSum(outputs, at, this.outputs) - outputs[at + (int) label];
      into.add(weight, loss, (int) label, best);
    }

    /** The softmax of some outputs. */
    public static double[] probabilities(float[] outputs, int at, int classes) {
      double logSum = logSum(outputs, at, classes);
      double[] shares = new double[classes];
      for (int k = 0; k < classes; k++) {
        shares[k] = Math.exp(outputs[at + k] - logSum);
      }
      return shares;
    }

    /** The logarithm of the sum of exponentials, computed without overflow. */
    private static double logSum(float[] outputs, int at, int classes) {
      float greatest = outputs[at + greatest(outputs, at, classes)];
      double sum = 0;
      for (int k = at; k < at + classes; k++) {
        sum += Math.exp(outputs[k] - greatest);
      }
      return greatest + Math.log(sum);
    }

    /** The class with the greatest output, the first in case of a tie. */
    public static int greatest(float[] outputs, int at, int classes) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        if (outputs[at + k] > outputs[at + best]) {
          best = k;
        }
      }
      return best;
    }
  }

  /**
   * Numbers. Half of their squared error is minimised, as in a sweep, so that the same penalties
   * give the same model; the squared error is reported. Labels are standardised, so its unit is
   * their variance.
   */
  record Numbers() implements Loss {
    private static final long serialVersionUID = 1L;

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public double loss(float label, float[] outputs, int at, FloatBuffer gradient) {
      double error = outputs[at] - label;
      gradient.put(at, (float) error);
      return error * error / 2;
    }

    @Override
    public double reported(double loss) {
      return 2 * loss;
    }

    @Override
    public void evaluate(float label, float weight, float[] outputs, int at, Evaluation into) {
      double error = outputs[at] - label;
      into.add(weight, error * error, 0, 0);
    }
  }
}
