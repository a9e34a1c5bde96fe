package ridgeline.neural.model;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.data.DataException;
import ridgeline.data.columns.Interruptible;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.feature.ScoredCounts;
import ridgeline.data.score.ScoredFeatures;
import ridgeline.data.score.ScoringInput;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowLayout;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.step.InputBatch;
import ridgeline.neural.step.NativeParameters;

/** Adds the predictions of a network to rows. */
public final class Prediction {
  /** The predicted number, or the number of the predicted class, a double. */
  public static final String PREDICTION = "prediction";

  /** The probability of each class, doubles; only for classes. */
  public static final String PROBABILITY = "probability";

  /** The name of the predicted class, text; only if the model has names. */
  public static final String CLASS = "class";

  /** The name under which NaN or infinite outputs of the network are counted. */
  private static final String OUTPUT = "the network's prediction";

  private Prediction() {}

  /**
   * Adds the columns {@link #PREDICTION}, and for classes {@link #PROBABILITY} and {@link #CLASS}.
   *
   * @param input the column with bytes or numbers of an image, or the vector of the features
   * @throws ConfigException if the rows already have columns of these names
   * @return rows whose evaluation throws a {@link DataException} if an input cannot be used
   */
  public static Dataset<Row> add(Dataset<Row> rows, NetworkModel model, String input)
      throws ConfigException {
    return add(rows, model, input, null);
  }

  /**
   * Adds the same columns to features that were computed from a table.
   *
   * @param input a new column for the vector of the features
   * @return rows without those whose input or prediction overflows, which are counted
   */
  public static Dataset<Row> add(ScoredFeatures features, NetworkModel model, String input)
      throws ConfigException {
    return add(
        features.withVector(input),
        model,
        input,
        new Overflows(features.names(), features.counts()));
  }

  private static Dataset<Row> add(
      Dataset<Row> rows, NetworkModel model, String input, @Nullable Overflows overflows)
      throws ConfigException {
    StructType schema = rows.schema().add(PREDICTION, DataTypes.DoubleType);
    if (model.layout().classes() > 0) {
      schema = schema.add(PROBABILITY, DataTypes.createArrayType(DataTypes.DoubleType, false));
    }
    if (!model.classNames().isEmpty()) {
      schema = schema.add(CLASS, DataTypes.StringType);
    }
    String[] names = schema.fieldNames();
    ScoringInput.requireFree(rows, Arrays.copyOfRange(names, rows.columns().length, names.length));
    Broadcast<float[][]> parameters =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
            .broadcast(model.parameters());
    Recipe recipe =
        new Recipe(model.architecture(), model.layout(), model.normalisation(), model.classNames());
    int column = rows.schema().fieldIndex(input);
    MapPartitionsFunction<Row, Row> predict =
        partition ->
            new Predicted(
                new Interruptible<>(partition), recipe, parameters.value(), column, overflows);
    return rows.mapPartitions(predict, Encoders.row(schema));
  }

  /** What tasks need to know of a model besides its parameters. */
  private record Recipe(
      NetworkArchitecture architecture,
      RowLayout layout,
      @Nullable ChannelNormalisation normalisation,
      List<String> classNames)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Counts rows whose input or prediction overflows. */
  private record Overflows(FeatureNames names, ScoredCounts counts) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Rows of a partition with their predictions, batch by batch. */
  private static final class Predicted implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Recipe recipe;
    private final NativeParameters parameters;
    private final InputBatch batch;
    private final int maxRows;
    private final int column;
    private final @Nullable Overflows overflows;
    private final Deque<Row> ready = new ArrayDeque<>();

    Predicted(
        Iterator<Row> rows,
        Recipe recipe,
        float[][] values,
        int column,
        @Nullable Overflows overflows) {
      this.overflows = overflows;
      this.rows = rows;
      this.recipe = recipe;
      this.column = column;
      parameters = new NativeParameters(recipe.architecture(), values);
      maxRows = InputBatch.rowsAtOnce(recipe.architecture());
      batch = new InputBatch(recipe.architecture(), recipe.normalisation(), maxRows);
      TaskContext.get().addTaskCompletionListener((TaskContext task) -> parameters.close());
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        predict();
      }
      return !ready.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void predict() {
      RowLayout.Inputs inputs =
          recipe
              .layout()
              .inputs(maxRows, overflows == null ? FeatureNames.UNKNOWN : overflows.names());
      List<Row> valid = new ArrayList<>();
      while (valid.size() < maxRows && rows.hasNext()) {
        Row row = rows.next();
        String problem = inputs.put(valid.size(), row.get(column));
        if (problem == null) {
          valid.add(row);
        } else {
          refuse(inputs.refused(), problem);
        }
      }
      if (valid.isEmpty()) {
        return;
      }
      RowBlock.Inputs block = inputs.take(valid.size());
      float[] values = new float[recipe.architecture().inputSize()];
      batch.clear();
      for (int i = 0; i < valid.size(); i++) {
        block.copy(i, values, 0);
        batch.add(values);
      }
      float[] outputs = parameters.outputs(batch);
      int width = outputs.length / valid.size();
      for (int i = 0; i < valid.size(); i++) {
        if (isUsable(outputs, i * width, width)) {
          ready.add(predicted(valid.get(i), outputs, i * width, width));
        } else {
          refuse(OUTPUT, OUTPUT + " for a row is NaN or infinite");
        }
      }
    }

    private void refuse(@Nullable String overflowing, String problem) {
      if (overflows == null || overflowing == null) {
        throw new DataException(RowLayout.withAdvice(problem));
      }
      overflows.counts().overflowOfUsable(overflowing);
    }

    private boolean isUsable(float[] outputs, int at, int width) {
      for (int k = at; k < at + width; k++) {
        if (!Float.isFinite(outputs[k])) {
          return false;
        }
      }
      return !(recipe.layout() instanceof RowLayout.Features features && features.classes() == 0)
          || Double.isFinite(features.labelMean() + features.labelDeviation() * outputs[at]);
    }

    private Row predicted(Row row, float[] outputs, int at, int width) {
      List<Object> values = new ArrayList<>();
      for (int k = 0; k < row.size(); k++) {
        values.add(row.get(k));
      }
      if (recipe.layout() instanceof RowLayout.Features features && features.classes() == 0) {
        values.add(features.labelMean() + features.labelDeviation() * outputs[at]);
        return RowFactory.create(values.toArray());
      }
      int best = Loss.Classes.greatest(outputs, at, width);
      values.add((double) best);
      values.add(Loss.Classes.probabilities(outputs, at, width));
      if (!recipe.classNames().isEmpty()) {
        values.add(recipe.classNames().get(best));
      }
      return RowFactory.create(values.toArray());
    }
  }
}
