package ridgeline.linalg.planted.inner;

import ridgeline.linalg.planted.Violations;

/** Imports the package that imports its own. */
public final class Back {
  private Back() {}

  static Class<?> imports() {
    return Violations.class;
  }
}
