package ridgeline.data.columns;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import ridgeline.data.sql.SessionSettings;
import scala.collection.immutable.Seq;

/**
 * Reads a {@link RawTable} in Spark's internal form: column by column if its plan is a projection
 * of columnar batches, such as those of Parquet and ORC files; otherwise row by row.
 */
public final class InternalColumns {
  /**
   * Spark reads files with more columns than this row by row, because of generated code that is not
   * used here.
   */
  private static final String MAX_COLUMNAR = "spark.sql.codegen.maxFields";

  private InternalColumns() {}

  /**
   * Maps the chunks of every partition; a chunk is valid until the next is requested.
   *
   * @param maxPartitions maximum number of partitions; if there are more, they are coalesced
   * @param map receives the number of the partition and its chunks, which are invalid once it
   *     returns
   */
  public static <T> JavaRDD<T> mapChunks(
      RawTable table,
      int maxPartitions,
      Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    return mapChunks(table, false, maxPartitions, map);
  }

  /**
   * Decodes the files of a table by columns and does nothing with them: the minimum cost of a pass.
   *
   * @return number of rows decoded, before any filter; -1 if the table is not read by columns
   */
  public static long decode(RawTable table) {
    InternalProjection projection = projection(table.rows());
    return projection == null
        ? -1
        : projection.batches().mapToDouble(ColumnarBatch::numRows).collect().stream()
            .mapToLong(Double::longValue)
            .sum();
  }

  /** Maps the chunks; levels unknown to the table are added to those of the chunk. */
  public static <T> JavaRDD<T> mapChunksAndLearnLevels(
      RawTable table, Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    return mapChunks(table, true, Integer.MAX_VALUE, map);
  }

  private static <T> JavaRDD<T> mapChunks(
      RawTable table,
      boolean learnLevels,
      int maxPartitions,
      Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    InternalProjection projection = projection(table.rows());
    InternalChunkWriter.Settings settings =
        new InternalChunkWriter.Settings(
            table.numeric(),
            table.levels(),
            table.weighted(),
            table.hash(),
            projection == null ? new boolean[table.rows().columns().length] : projection.integers(),
            learnLevels);
    if (projection == null) {
      return RoundRobinCoalescer.of(
              table.rows().queryExecution().toRdd().toJavaRDD(), maxPartitions)
          .mapPartitionsWithIndex(
              (partition, rows) ->
                  map.call(
                      partition,
                      new FromRows(new Interruptible<>(rows), new InternalChunkWriter(settings))),
              true);
    }
    int[] ordinals = projection.ordinals();
    Seq<Attribute> input = projection.input();
    Seq<Expression> computed = projection.computed();
    Expression condition = projection.condition();
    SessionSettings session = SessionSettings.of(table.rows());
    return RoundRobinCoalescer.of(projection.batches(), maxPartitions)
        .mapPartitionsWithIndex(
            (partition, batches) ->
                session.with(
                    () ->
                        map.call(
                            partition,
                            new FromBatches(
                                new Interruptible<>(batches),
                                new InternalChunkWriter(settings),
                                ordinals,
                                UnsafeProjection.create(computed, input),
                                condition == null ? null : Predicate.create(condition, input)))),
            true);
  }

  private static @Nullable InternalProjection projection(Dataset<Row> rows) {
    return whileColumnar(rows, () -> InternalProjection.of(rows));
  }

  /** One call at a time, because the setting belongs to the session. */
  private static synchronized <T> T whileColumnar(Dataset<Row> rows, Supplier<T> work) {
    RuntimeConfig conf = rows.sparkSession().conf();
    String before = conf.get(MAX_COLUMNAR);
    conf.set(MAX_COLUMNAR, String.valueOf(Integer.MAX_VALUE));
    try {
      return work.get();
    } finally {
      conf.set(MAX_COLUMNAR, before);
    }
  }

  private static final class FromRows implements Iterator<ColumnChunk> {
    private final Iterator<InternalRow> rows;
    private final InternalChunkWriter writer;

    FromRows(Iterator<InternalRow> rows, InternalChunkWriter writer) {
      this.rows = rows;
      this.writer = writer;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public ColumnChunk next() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      ColumnChunk chunk = writer.start();
      while (chunk.rows < chunk.capacity() && rows.hasNext()) {
        InternalRow row = rows.next();
        for (int k = 0; k < writer.columns(); k++) {
          writer.set(k, chunk.rows, row, k);
        }
        chunk.rows++;
      }
      return writer.finish(k -> {});
    }
  }

  private static final class FromBatches implements Iterator<ColumnChunk> {
    private final Iterator<ColumnarBatch> batches;
    private final InternalChunkWriter writer;
    private final int[] ordinals;
    private final int[] computed;
    private final UnsafeProjection projection;
    private final @Nullable BasePredicate condition;
    private final int[] chosen;
    private @Nullable ColumnarBatch batch;
    private int rowsOfBatch;
    private int next;

    FromBatches(
        Iterator<ColumnarBatch> batches,
        InternalChunkWriter writer,
        int[] ordinals,
        UnsafeProjection projection,
        @Nullable BasePredicate condition) {
      this.batches = batches;
      this.writer = writer;
      this.ordinals = ordinals;
      this.projection = projection;
      this.condition = condition;
      computed = IntStream.range(0, ordinals.length).filter(k -> ordinals[k] < 0).toArray();
      chosen = new int[writer.start().capacity()];
    }

    @Override
    public boolean hasNext() {
      return next < rowsOfBatch || batches.hasNext();
    }

    @Override
    public ColumnChunk next() {
      if (batch == null || next == rowsOfBatch) {
        batch = batches.next();
        rowsOfBatch = batch.numRows();
        next = 0;
      }
      ColumnarBatch current = batch;
      ColumnChunk chunk = writer.start();
      int end = Math.min(next + chunk.capacity(), rowsOfBatch);
      for (; next < end; next++) {
        if (condition == null || condition.eval(current.getRow(next))) {
          if (computed.length > 0) {
            compute(current.getRow(next), chunk.rows);
          }
          chosen[chunk.rows++] = next;
        }
      }
      return writer.finish(
          k -> {
            if (ordinals[k] >= 0) {
              writer.set(k, current.column(ordinals[k]), chosen);
            }
          });
    }

    private void compute(InternalRow values, int i) {
      InternalRow results = projection.apply(values);
      for (int slot = 0; slot < computed.length; slot++) {
        writer.set(computed[slot], i, results, slot);
      }
    }
  }
}
