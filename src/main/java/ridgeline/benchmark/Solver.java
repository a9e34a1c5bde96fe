package ridgeline.benchmark;

import java.util.List;

/** A solver of MLlib's LinearRegression. Its text is its name on the command line. */
public enum Solver {
  NORMAL("normal"),
  LBFGS("l-bfgs"),
  BOTH("both");

  private final String text;

  Solver(String text) {
    this.text = text;
  }

  /** The single solvers that this represents. */
  List<Solver> each() {
    return this == BOTH ? List.of(NORMAL, LBFGS) : List.of(this);
  }

  @Override
  public String toString() {
    return text;
  }
}
