package ridgeline.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads a {@link RawTable} in Spark's internal form: where its plan is a projection of columnar
 * batches, such as those of Parquet and ORC files, column by column; else row by row. All use of
 * that unstable API is here and in {@code aggregate.InternalRows}.
 */
public final class InternalColumns {
  /**
   * Spark reads files of more columns than this row by row, for the sake of generated code that is
   * not used here.
   */
  private static final String MOST_COLUMNAR = "spark.sql.codegen.maxFields";

  /** The seed of Spark's xxhash64. */
  private static final long HASH_SEED = 42;

  private InternalColumns() {}

  /**
   * Maps the chunks of every partition; a chunk is valid until the next is asked for.
   *
   * @param most partitions; where there are more, they are joined
   * @param map takes the number of the partition and its chunks
   */
  public static <T> JavaRDD<T> mapChunks(
      RawTable table, int most, Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    return mapChunks(table, false, most, map);
  }

  /**
   * Decodes the files of a table by columns, and does nothing with them: the least that a pass
   * costs.
   *
   * @return rows decoded, before any filter; -1 if the table is not read by columns
   */
  public static long decode(RawTable table) {
    Projection projection = whileColumnar(table.rows(), () -> Projection.of(table.rows()));
    return projection == null
        ? -1
        : projection.batches().mapToDouble(ColumnarBatch::numRows).collect().stream()
            .mapToLong(Double::longValue)
            .sum();
  }

  /** Maps the chunks; levels that the table does not know are added to those of the chunk. */
  static <T> JavaRDD<T> mapChunksAndLearnLevels(
      RawTable table, Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    return mapChunks(table, true, Integer.MAX_VALUE, map);
  }

  private static <T> JavaRDD<T> mapChunks(
      RawTable table,
      boolean learnLevels,
      int most,
      Function2<Integer, Iterator<ColumnChunk>, Iterator<T>> map) {
    Projection projection = whileColumnar(table.rows(), () -> Projection.of(table.rows()));
    WriterFactory writers =
        new WriterFactory(table.numeric(), table.levels(), learnLevels, table.hash());
    if (projection == null) {
      return JoinedPartitions.of(table.rows().queryExecution().toRdd().toJavaRDD(), most)
          .mapPartitionsWithIndex(
              (partition, rows) -> map.call(partition, new FromRows(rows, writers.make())), true);
    }
    int[] ordinals = projection.ordinals();
    Seq<Attribute> input = projection.input();
    Seq<Expression> computed = projection.computed();
    Expression condition = projection.condition();
    return JoinedPartitions.of(projection.batches(), most)
        .mapPartitionsWithIndex(
            (partition, batches) ->
                map.call(
                    partition,
                    new FromBatches(
                        batches,
                        writers.make(),
                        ordinals,
                        UnsafeProjection.create(computed, input),
                        Predicate.create(condition, input))),
            true);
  }

  private static <T> T whileColumnar(Dataset<Row> rows, Supplier<T> work) {
    RuntimeConfig conf = rows.sparkSession().conf();
    String before = conf.get(MOST_COLUMNAR);
    conf.set(MOST_COLUMNAR, String.valueOf(Integer.MAX_VALUE));
    try {
      return work.get();
    } finally {
      conf.set(MOST_COLUMNAR, before);
    }
  }

  /**
   * A plan that filters and projects columnar batches.
   *
   * @param batches of the input
   * @param input columns of a batch
   * @param condition which rows pass
   * @param ordinals where each output column stands in the input, -1 for those to be computed
   * @param computed the others, in order
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Projection(
      JavaRDD<ColumnarBatch> batches,
      Seq<Attribute> input,
      Expression condition,
      int[] ordinals,
      Seq<Expression> computed) {

    /** The plan of some rows, or null if it is of another form. */
    static @Nullable Projection of(Dataset<Row> rows) {
      SparkPlan plan = unwrapped(rows.select("*").queryExecution().executedPlan());
      if (!(plan instanceof ProjectExec project)) {
        return null;
      }
      List<NamedExpression> output = CollectionConverters.asJava(project.projectList());
      List<Expression> expressions = new ArrayList<>();
      output.forEach(column -> expressions.add((Expression) column));
      Expression condition = Literal.TrueLiteral();
      SparkPlan source = unwrapped(project.child());
      if (source instanceof FilterExec filter) {
        condition = filter.condition();
        expressions.add(condition);
        source = unwrapped(filter.child());
      }
      boolean subquery =
          expressions.stream()
              .anyMatch(tree -> tree.exists(part -> part instanceof PlanExpression));
      if (subquery || !(source instanceof ColumnarToRowExec toRows)) {
        return null;
      }
      Seq<Attribute> input = toRows.child().output();
      Map<ExprId, Integer> positions = new HashMap<>();
      CollectionConverters.asJava(input)
          .forEach(attribute -> positions.put(attribute.exprId(), positions.size()));
      int[] ordinals = output.stream().mapToInt(column -> ordinal(column, positions)).toArray();
      List<Expression> computed = new ArrayList<>();
      for (int k = 0; k < ordinals.length; k++) {
        if (ordinals[k] < 0) {
          computed.add(expressions.get(k));
        }
      }
      return new Projection(
          toRows.child().executeColumnar().toJavaRDD(),
          input,
          condition,
          ordinals,
          CollectionConverters.asScala(computed).toSeq());
    }

    private static SparkPlan unwrapped(SparkPlan plan) {
      SparkPlan inner = plan;
      while (inner instanceof WholeStageCodegenExec || inner instanceof InputAdapter) {
        inner = inner.children().head();
      }
      return inner;
    }

    /** Where a column stands in the input, if it is taken from there as it is; else -1. */
    private static int ordinal(NamedExpression column, Map<ExprId, Integer> positions) {
      Expression source = column instanceof Alias alias ? alias.child() : (Expression) column;
      return source instanceof AttributeReference reference
          ? positions.getOrDefault(reference.exprId(), -1)
          : -1;
    }
  }

  /** What a writer is made of in a task. */
  private record WriterFactory(
      int numeric, List<List<String>> levels, boolean learnLevels, @Nullable FoldHash hash)
      implements Serializable {
    ChunkWriter make() {
      return new ChunkWriter(this);
    }
  }

  /** Writes the columns of a raw table, in their order, to a chunk. */
  private static final class ChunkWriter {
    private final ColumnChunk chunk;
    private final List<Map<UTF8String, Integer>> positions = new ArrayList<>();
    private final boolean learnLevels;
    private final @Nullable FoldHash hash;
    private long[] hashes = {};

    ChunkWriter(WriterFactory settings) {
      hash = settings.hash();
      learnLevels = settings.learnLevels();
      chunk = new ColumnChunk(settings.numeric(), settings.levels().size());
      for (int c = 0; c < settings.levels().size(); c++) {
        positions.add(new HashMap<>());
        for (String level : settings.levels().get(c)) {
          addLevel(c, UTF8String.fromString(level));
        }
      }
    }

    private int addLevel(int column, UTF8String level) {
      int position = chunk.levels.get(column).size();
      chunk.levels.get(column).add(level);
      positions.get(column).put(level, position);
      return position;
    }

    private int position(int k, UTF8String level) {
      int column = k - chunk.numeric.length;
      Integer position = positions.get(column).get(level);
      if (position != null) {
        return position;
      }
      return learnLevels ? addLevel(column, level.copy()) : -1;
    }

    ColumnChunk start(int capacity) {
      chunk.start(capacity);
      return chunk;
    }

    int columns() {
      return chunk.numeric.length + chunk.codes.length + (hash == null ? 3 : 2);
    }

    /** Completes a chunk of which all columns are set. */
    ColumnChunk finish() {
      if (hash != null) {
        hashFolds(hash);
      }
      return chunk;
    }

    private void hashFolds(FoldHash hash) {
      if (hashes.length < chunk.rows) {
        hashes = new long[chunk.labels.length];
      }
      Arrays.fill(hashes, HASH_SEED);
      hash(chunk.labels);
      hash(chunk.weights);
      for (double[] column : chunk.numeric) {
        hash(column);
      }
      for (int c = 0; c < chunk.codes.length; c++) {
        for (int i = 0; i < chunk.rows; i++) {
          int code = chunk.codes[c][i];
          hashes[i] =
              code < 0 ? hashes[i] : XXH64.hashUTF8String(chunk.levels.get(c).get(code), hashes[i]);
        }
      }
      for (int i = 0; i < chunk.rows; i++) {
        chunk.folds[i] = Math.floorMod(XXH64.hashLong(hash.seed(), hashes[i]), hash.folds());
      }
    }

    /** Spark hashes 0 and -0 alike. */
    private void hash(double[] column) {
      for (int i = 0; i < chunk.rows; i++) {
        hashes[i] = XXH64.hashLong(Double.doubleToLongBits(column[i] + 0.0), hashes[i]);
      }
    }

    /** The column of doubles that is output column {@code k}; null if that is of another type. */
    private double @Nullable [] doubles(int k) {
      int afterNumeric = k - chunk.numeric.length;
      int afterCodes = afterNumeric - chunk.codes.length;
      if (afterNumeric < 0) {
        return chunk.numeric[k];
      }
      return afterCodes == 0 ? chunk.labels : afterCodes == 1 ? chunk.weights : null;
    }

    /** Whether output column {@code k} is categorical. */
    private boolean isCategorical(int k) {
      return k >= chunk.numeric.length && k < chunk.numeric.length + chunk.codes.length;
    }

    /** Sets output column {@code k} of row {@code i} from a column of a row. */
    void set(int k, int i, InternalRow row, int column) {
      double[] doubles = doubles(k);
      boolean isNull = row.isNullAt(column);
      if (doubles != null) {
        doubles[i] = isNull ? Double.NaN : row.getDouble(column);
      } else if (isCategorical(k)) {
        chunk.codes[k - chunk.numeric.length][i] =
            isNull ? -1 : position(k, row.getUTF8String(column));
      } else {
        chunk.folds[i] = isNull ? -1 : row.getInt(column);
      }
    }

    /** Sets output column {@code k} of all rows from chosen values of a column. */
    void set(int k, ColumnVector column, int[] chosen) {
      double[] doubles = doubles(k);
      if (doubles != null) {
        copy(column, chosen, doubles);
        return;
      }
      int[] into = isCategorical(k) ? chunk.codes[k - chunk.numeric.length] : chunk.folds;
      for (int i = 0; i < chunk.rows; i++) {
        if (column.isNullAt(chosen[i])) {
          into[i] = -1;
        } else if (isCategorical(k)) {
          into[i] = position(k, column.getUTF8String(chosen[i]));
        } else {
          into[i] = column.getInt(chosen[i]);
        }
      }
    }

    private void copy(ColumnVector column, int[] chosen, double[] into) {
      for (int i = 0; i < chunk.rows; i++) {
        into[i] = column.getDouble(chosen[i]);
      }
      for (int i = 0; column.hasNull() && i < chunk.rows; i++) {
        into[i] = column.isNullAt(chosen[i]) ? Double.NaN : into[i];
      }
    }
  }

  private static final class FromRows implements Iterator<ColumnChunk> {
    private final Iterator<InternalRow> rows;
    private final ChunkWriter writer;

    FromRows(Iterator<InternalRow> rows, ChunkWriter writer) {
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
      ColumnChunk chunk = writer.start(0);
      while (!chunk.isFull() && rows.hasNext()) {
        InternalRow row = rows.next();
        for (int k = 0; k < writer.columns(); k++) {
          writer.set(k, chunk.rows, row, k);
        }
        chunk.rows++;
      }
      return writer.finish();
    }
  }

  private static final class FromBatches implements Iterator<ColumnChunk> {
    private final Iterator<ColumnarBatch> batches;
    private final ChunkWriter writer;
    private final int[] ordinals;
    private final int[] computed;
    private final UnsafeProjection projection;
    private final BasePredicate condition;
    private int[] chosen = {};

    FromBatches(
        Iterator<ColumnarBatch> batches,
        ChunkWriter writer,
        int[] ordinals,
        UnsafeProjection projection,
        BasePredicate condition) {
      this.batches = batches;
      this.writer = writer;
      this.ordinals = ordinals;
      this.projection = projection;
      this.condition = condition;
      computed = IntStream.range(0, ordinals.length).filter(k -> ordinals[k] < 0).toArray();
    }

    @Override
    public boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    public ColumnChunk next() {
      ColumnarBatch batch = batches.next();
      ColumnChunk chunk = writer.start(batch.numRows());
      if (chosen.length < batch.numRows()) {
        chosen = new int[batch.numRows()];
      }
      Iterator<InternalRow> rows = batch.rowIterator();
      for (int row = 0; row < batch.numRows(); row++) {
        InternalRow values = rows.next();
        if (condition.eval(values)) {
          chosen[chunk.rows] = row;
          compute(values, chunk.rows++);
        }
      }
      for (int k = 0; k < ordinals.length; k++) {
        if (ordinals[k] >= 0) {
          writer.set(k, batch.column(ordinals[k]), chosen);
        }
      }
      return writer.finish();
    }

    private void compute(InternalRow values, int i) {
      InternalRow results = projection.apply(values);
      for (int slot = 0; slot < computed.length; slot++) {
        writer.set(computed[slot], i, results, slot);
      }
    }
  }
}
