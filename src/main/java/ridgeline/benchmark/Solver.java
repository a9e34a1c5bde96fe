package ridgeline.benchmark;

import java.util.List;

/** The solvers of MLlib's LinearRegression. Its text is what the command line takes. */
public enum Solver {
  NORMAL("normal"),
  LBFGS("l-bfgs"),
  BOTH("both");

  private final String text;

  Solver(String text) {
    this.text = text;
  }

  /** Each single solver that this stands for. */
  List<Solver> each() {
    return this == BOTH ? List.of(NORMAL, LBFGS) : List.of(this);
  }

  @Override
  public String toString() {
    return text;
  }
}
