package ridgeline.neural.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;

/** Gathers rows into blocks, each from one split. */
final class BlockReader implements Iterator<ReadBlock> {
  private static final int MAX_ROWS = 4096;
  private static final int MAX_VALUES = 1 << 23;

  private final Iterator<Row> rows;
  private final RowLayout layout;
  private final FeatureNames names;
  private final int capacity;
  private @Nullable Row pending;

  /**
   * Creates a reader; only the first row is fetched yet.
   *
   * @param rows of a {@link NetworkTable}, with the rows of a split together
   * @param names of the features, for messages
   */
  BlockReader(Iterator<Row> rows, RowLayout layout, FeatureNames names) {
    this.rows = rows;
    this.layout = layout;
    this.names = names;
    capacity = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / layout.width()));
    pending = rows.hasNext() ? rows.next() : null;
  }

  @Override
  public boolean hasNext() {
    return pending != null;
  }

  @Override
  public ReadBlock next() {
    if (pending == null) {
      throw new NoSuchElementException();
    }
    String split = pending.getAs(NetworkTable.SPLIT);
    RowLayout.Inputs inputs = layout.inputs(capacity, names);
    float[] labels = new float[capacity];
    float[] weights = new float[capacity];
    String problem = null;
    long hash = 0;
    int count = 0;
    while (pending != null && count < capacity && split.equals(pending.getAs(NetworkTable.SPLIT))) {
      Row row = pending;
      pending = rows.hasNext() ? rows.next() : null;
      String found = problem(row, inputs, count);
      if (found == null) {
        labels[count] = layout.label(row.<Double>getAs(NetworkTable.LABEL));
        weights[count] = layout.weight(row.<Double>getAs(NetworkTable.WEIGHT));
        hash += row.<Long>getAs(NetworkTable.HASH);
        count++;
      } else {
        problem = Objects.requireNonNullElse(problem, found);
      }
    }
    RowBlock block =
        new RowBlock(
            DataSplit.valueOf(split),
            inputs.take(count),
            Arrays.copyOf(labels, count),
            Arrays.copyOf(weights, count));
    return new ReadBlock(block, hash, problem);
  }

  private @Nullable String problem(Row row, RowLayout.Inputs inputs, int at) {
    String ofSource = row.getAs(NetworkTable.PROBLEM);
    if (ofSource != null) {
      return ofSource;
    }
    String ofLabel = layout.refuseLabel(row.getAs(NetworkTable.LABEL));
    return ofLabel != null ? ofLabel : inputs.put(at, row.getAs(NetworkTable.INPUT));
  }
}
