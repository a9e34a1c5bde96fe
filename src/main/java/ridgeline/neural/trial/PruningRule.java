package ridgeline.neural.trial;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import ridgeline.config.neural.PruningConfig;
import ridgeline.config.neural.PruningConfig.Method;

/** Decides which settings of a sweep are pruned because others do better. */
interface PruningRule {
  /** The number of settings up to which {@link Method#AUTO} prunes none. */
  int MAX_UNPRUNED = 12;

  /** By default, nothing is pruned in the first of this many equal parts of the epochs. */
  int PARTS = 4;

  /**
   * The learning curves of some settings so far.
   *
   * @param scores of each training with them, epoch by epoch; lower is better. A training that
   *     ended may have fewer than the others
   * @param over whether all of them have ended without being pruned or diverging
   */
  record Curves(List<List<Double>> scores, boolean over) {
    public Curves {
      scores = List.copyOf(scores);
    }

    /** The number of epochs of the longest training. */
    int epochs() {
      return scores.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The best score up to an epoch, averaged over the trainings; infinite without scores. */
    double best(int epochs) {
      return mean(epochs, DoubleStream::min);
    }

    /** The mean score up to an epoch, averaged over the trainings; infinite without scores. */
    double mean(int epochs) {
      return mean(epochs, DoubleStream::average);
    }

    private double mean(int epochs, Function<DoubleStream, OptionalDouble> summary) {
      return mean(
          scores.stream()
              .map(one -> one.stream().limit(epochs).mapToDouble(Double::doubleValue))
              .mapToDouble(one -> summary.apply(one).orElse(Double.POSITIVE_INFINITY))
              .toArray());
    }

    private static double mean(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return sum / values.length;
    }
  }

  /**
   * Whether settings are pruned.
   *
   * @param own their curves; no setting that is still running has fewer epochs
   * @param others curves of the other settings, each with at least one epoch
   */
  boolean prunes(Curves own, List<Curves> others);

  /** Why settings are pruned, in words that follow "because". */
  String reason();

  /**
   * The rule of a job.
   *
   * @param settings number of settings that are tried
   * @param epochs of the longest training
   */
  static PruningRule of(PruningConfig config, int settings, int epochs) {
    int first =
        config.minEpochs() > 0 ? config.minEpochs() : Math.max(2, (epochs + PARTS - 1) / PARTS);
    Method method = config.method();
    if (method == Method.AUTO) {
      method = settings <= MAX_UNPRUNED ? Method.NONE : Method.ASHA;
    }
    return switch (method) {
      case MEDIAN -> new Median(first, Median.MIN_OTHERS);
      case ASHA -> new Halving(first, config.reduction());
      default -> new None();
    };
  }

  /** Prunes none. */
  record None() implements PruningRule {
    @Override
    public boolean prunes(Curves own, List<Curves> others) {
      return false;
    }

    @Override
    public String reason() {
      return "";
    }
  }

  /**
   * Prunes settings whose best score is worse than the median of the others' mean scores up to the
   * same epoch (Golovin et al. 2017, "Google Vizier", section 3.2).
   *
   * @param firstEpoch before which no settings are pruned
   * @param minOthers that are needed to compare
   */
  record Median(int firstEpoch, int minOthers) implements PruningRule {
    static final int MIN_OTHERS = 3;

    @Override
    public boolean prunes(Curves own, List<Curves> others) {
      int epochs = own.epochs();
      if (epochs < firstEpoch || others.size() < minOthers) {
        return false;
      }
      double[] means = others.stream().mapToDouble(other -> other.mean(epochs)).sorted().toArray();
      double median = (means[(means.length - 1) / 2] + means[means.length / 2]) / 2;
      return own.best(epochs) > median;
    }

    @Override
    public String reason() {
      return "the median of the others is better";
    }
  }

  /**
   * Keeps the best of those that reached a rung. The first rung is at a number of epochs, and each
   * next one at a multiple of the one before (Li et al. 2020, "A system for massively parallel
   * hyperparameter tuning", algorithm 2). All wait for each other at a rung, so that none is kept
   * that a slower one would have displaced.
   *
   * @param firstRung epochs at the first rung
   * @param reduction one of this many is kept
   */
  record Halving(int firstRung, int reduction) implements PruningRule {
    @Override
    public boolean prunes(Curves own, List<Curves> others) {
      int epochs = own.epochs();
      if (!isRung(epochs)) {
        return false;
      }
      List<Double> there =
          others.stream()
              .filter(other -> other.epochs() >= epochs || other.over())
              .map(other -> other.best(epochs))
              .sorted(Comparator.naturalOrder())
              .toList();
      int kept = (there.size() + reduction) / reduction;
      return kept <= there.size() && own.best(epochs) > there.get(kept - 1);
    }

    private boolean isRung(int epochs) {
      long rung = firstRung;
      while (rung < epochs) {
        rung *= reduction;
      }
      return rung == epochs;
    }

    @Override
    public String reason() {
      return "it is not among the best 1 of %d".formatted(reduction);
    }
  }
}
