package ridgeline.select;

import java.util.Comparator;
import java.util.List;

/**
 * Which of the certified cells of the cross-validated surface to select. Its text is the value in
 * job files and params.
 */
public enum SelectionRule {
  /** The smallest error; on ties, the largest regParam. */
  MIN("min") {
    @Override
    public CvCell select(List<CvCurve> curves) {
      return curves.stream()
          .flatMap(curve -> curve.cells().stream())
          .filter(CvCell::isCertified)
          .min(
              Comparator.comparingDouble(CvCell::cvm)
                  .thenComparing(CvCell::regParam, Comparator.reverseOrder()))
          .orElseThrow(() -> NoCertifiedCellException.of(curves));
    }
  },
  /**
   * The largest regParam whose error is within one standard error of the smallest error, on the
   * path of the latter.
   */
  ONE_SE("1se") {
    @Override
    public CvCell select(List<CvCurve> curves) {
      CvCell min = MIN.select(curves);
      return curves.stream()
          .filter(curve -> curve.elasticNetParam() == min.elasticNetParam())
          .flatMap(curve -> curve.cells().stream())
          .filter(CvCell::isCertified)
          .filter(cell -> cell.cvm() <= min.cvm() + min.cvsd())
          .findFirst()
          .orElseThrow();
    }
  };

  private final String text;

  SelectionRule(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }

  /**
   * Selects from curves whose cells run from strong to weak regularisation.
   *
   * @param curves at least one curve, with at least one cell
   * @throws NoCertifiedCellException if no cell is certified
   */
  public abstract CvCell select(List<CvCurve> curves);
}
