package ridgeline.select;

import java.util.List;

/** No cell of a grid may be chosen, because none is known to be the minimum of its objective. */
public final class NoCertifiedCellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says so.
   *
   * @param what the cells, such as "500 grid points"
   * @param kkt the smallest KKT residual of any of them; NaN if that is not known
   */
  public NoCertifiedCellException(String what, double kkt) {
    super(
        "none of %s is solved to the tolerance in every fold%s; raise solver.maxIter, or leave out or rescale features of very different size"
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
