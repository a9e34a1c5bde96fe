package ridgeline.neural.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.network.DataSplit;

/** Mergeable sums over the rows of some blocks. Not a record, because Kryo cannot write records. */
final class BlockSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int PIXEL_VALUES = 256;

  private final Map<DataSplit, Long> rows = new HashMap<>();
  private final long[][] channels;
  private final double[] classes;
  private long hash;
  private @Nullable String problem;

  /**
   * Starts with no blocks.
   *
   * @param channels of images; 0 for features
   * @param classes number of classes of the label; 0 for numbers
   */
  BlockSummary(int channels, int classes) {
    this.classes = new double[classes];
    this.channels = new long[channels][PIXEL_VALUES];
  }

  static BlockSummary of(Iterator<ReadBlock> blocks, int channels, int classes) {
    BlockSummary summary = new BlockSummary(channels, classes);
    while (blocks.hasNext()) {
      ReadBlock read = blocks.next();
      RowBlock block = read.block();
      summary.rows.merge(block.split(), (long) block.count(), Long::sum);
      if (block.split() == DataSplit.TRAINING) {
        block.countPixels(summary.channels);
        summary.countClasses(block);
      }
      summary.hash += read.hash();
      summary.keep(read.problem());
    }
    return summary;
  }

  private void countClasses(RowBlock block) {
    for (int row = 0; classes.length > 0 && row < block.count(); row++) {
      classes[(int) block.label(row)] += block.weight(row);
    }
  }

  void merge(BlockSummary other) {
    Arrays.setAll(classes, k -> classes[k] + other.classes[k]);
    other.rows.forEach((split, count) -> rows.merge(split, count, Long::sum));
    for (int c = 0; c < channels.length; c++) {
      long[] counts = other.channels[c];
      long[] into = channels[c];
      Arrays.setAll(into, value -> into[value] + counts[value]);
    }
    hash += other.hash;
    keep(other.problem);
  }

  private void keep(@Nullable String found) {
    if (problem == null) {
      problem = found;
    }
  }

  Map<DataSplit, Long> rows() {
    return rows;
  }

  /** The sum of the rows' hashes. */
  long hash() {
    return hash;
  }

  /** How often the training pixels of each channel have each value. */
  long[][] channels() {
    return channels;
  }

  /** The weights of the training rows of each class. */
  double[] classes() {
    return classes.clone();
  }

  /** The first problem with a row; null if there is none. */
  @Nullable String problem() {
    return problem;
  }
}
