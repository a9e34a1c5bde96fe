package ridgeline.neural;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A block, and what is wrong with rows that are not in it. No record, for Kryo. */
final class ReadBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowBlock block;
  private final @Nullable String problem;

  ReadBlock(RowBlock block, @Nullable String problem) {
    this.block = block;
    this.problem = problem;
  }

  RowBlock block() {
    return block;
  }

  /** The first that was found; null if there is none. */
  @Nullable String problem() {
    return problem;
  }
}
