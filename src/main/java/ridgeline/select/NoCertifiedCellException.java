package ridgeline.select;

import java.util.List;

/** No cell of a grid can be chosen, because none is known to minimise its objective. */
public final class NoCertifiedCellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Reports the cells and their smallest KKT residual.
   *
   * @param what the cells in words, such as "500 grid points"
   * @param kkt the smallest KKT residual of these cells; NaN if unknown
   */
  public NoCertifiedCellException(String what, double kkt) {
    super(
        "none of %s converged to the tolerance in every fold%s; raise solver.maxIter, or drop or rescale features of very different magnitude"
            .formatted(
                what,
                Double.isNaN(kkt) ? "" : " (the smallest KKT residual is %.1g)".formatted(kkt)));
  }

  static NoCertifiedCellException of(List<CvCurve> curves) {
    List<CvCell> cells = curves.stream().flatMap(curve -> curve.cells().stream()).toList();
    return new NoCertifiedCellException(
        "%,d grid points".formatted(cells.size()),
        cells.stream().mapToDouble(CvCell::kkt).min().orElse(Double.NaN));
  }
}
