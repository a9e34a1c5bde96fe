package ridgeline.neural.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A block, the sum of its rows' hashes, and what is wrong with rows that are left out of it. Not a
 * record, because Kryo cannot write records.
 */
final class ReadBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowBlock block;
  private final long hash;
  private final @Nullable String problem;

  ReadBlock(RowBlock block, long hash, @Nullable String problem) {
    this.block = block;
    this.hash = hash;
    this.problem = problem;
  }

  RowBlock block() {
    return block;
  }

  long hash() {
    return hash;
  }

  /** The first problem that was found; null if there is none. */
  @Nullable String problem() {
    return problem;
  }
}
