package ridgeline.neural.data;

import java.util.List;

/** The rows of some blocks, numbered consecutively. */
public final class RowSet {
  private final List<RowBlock> blocks;
  private final int[] starts;

  /**
   * Numbers the rows.
   *
   * @throws ArithmeticException if there are more rows than an int can count
   */
  public RowSet(List<RowBlock> blocks) {
    this.blocks = blocks;
    starts = new int[blocks.size() + 1];
    for (int b = 0; b < blocks.size(); b++) {
      starts[b + 1] = Math.addExact(starts[b], blocks.get(b).count());
    }
  }

  public int count() {
    return starts[blocks.size()];
  }

  public float label(int row) {
    int block = block(row);
    return blocks.get(block).label(row - starts[block]);
  }

  public float weight(int row) {
    int block = block(row);
    return blocks.get(block).weight(row - starts[block]);
  }

  public void copyInputs(int row, float[] into, int at) {
    int block = block(row);
    blocks.get(block).copyInputs(row - starts[block], into, at);
  }

  private int block(int row) {
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
