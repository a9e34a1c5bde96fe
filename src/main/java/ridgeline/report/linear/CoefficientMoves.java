package ridgeline.report.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standardised coefficients of a candidate beside those of the champion, in label deviations
 * per feature deviation of the rows that the candidate was fitted to.
 *
 * @param moves of the coefficients that are not zero in both, the largest first; without a
 *     champion, by the size of the coefficient
 * @param omitted number of smaller ones that are left out
 * @param outside number of coefficients, of all, that were outside the candidate's interval in the
 *     champion
 * @param folds number of fits from which the standard errors are; 0 if they are unknown
 */
public record CoefficientMoves(List<Move> moves, int omitted, int outside, int folds) {
  /** Maximum number of coefficients of a page. */
  static final int MAX_MOVES = 1000;

  /** Half the width of an interval, in standard errors: 95 % of a normal distribution. */
  private static final double WIDTH = 1.96;

  /**
   * A coefficient.
   *
   * @param champion null if there was none
   * @param standardError of the candidate's; null if unknown
   */
  public record Move(
      String term, double candidate, @Nullable Double champion, @Nullable Double standardError) {

    double size() {
      return Math.abs(candidate - (champion == null ? 0 : champion));
    }

    private boolean isZero() {
      return candidate == 0 && (champion == null || champion == 0);
    }

    private boolean isOutside() {
      return champion != null && standardError != null && size() > WIDTH * standardError;
    }
  }

  /**
   * A feature of either model.
   *
   * @param candidate its coefficient, on the scale of the data
   * @param champion its coefficient; null if there was no champion
   * @param scale its deviation over that of the label, which standardises them
   * @param folds its coefficient in the fit without each fold; empty if unknown
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Feature(
      String term, double candidate, @Nullable Double champion, double scale, double[] folds) {

    private Move move() {
      return new Move(
          term,
          scale * candidate,
          champion == null ? null : scale * champion,
          folds.length == 0 ? null : scale * standardError(folds));
    }
  }

  /** The moves of features, all of which have as many folds. */
  public static CoefficientMoves of(List<Feature> features) {
    List<Move> moves = new ArrayList<>();
    features.stream().map(Feature::move).filter(move -> !move.isZero()).forEach(moves::add);
    moves.sort(Comparator.comparingDouble(Move::size).reversed());
    int shown = Math.min(moves.size(), MAX_MOVES);
    return new CoefficientMoves(
        List.copyOf(moves.subList(0, shown)),
        moves.size() - shown,
        (int) moves.stream().filter(Move::isOutside).count(),
        features.isEmpty() ? 0 : features.get(0).folds().length);
  }

  /**
   * The standard error of an estimate by the delete-group jackknife (Efron and Stein 1981, for
   * groups of about the same weight): the square root of (k - 1) / k times the sum of the squared
   * deviations of the k estimates from their mean.
   *
   * @param without the estimate without each group
   */
  static double standardError(double[] without) {
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double squares = Arrays.stream(without).map(b -> (b - mean) * (b - mean)).sum();
    return Math.sqrt((without.length - 1.0) / without.length * squares);
  }
}
