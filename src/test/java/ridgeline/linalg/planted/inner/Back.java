package ridgeline.linalg.planted.inner;

import ridgeline.linalg.planted.Violations;

/** Closes a cycle: imports the package that imports this one. */
public final class Back {
  private Back() {}

  static Class<?> imports() {
    return Violations.class;
  }
}
