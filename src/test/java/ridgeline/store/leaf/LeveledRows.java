package ridgeline.store.leaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ridgeline.data.feature.Term;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.Quantiles;
import ridgeline.stats.QuantilesAccumulator;

/**
 * Rows of two numbers and two categories, with weights of which some are 0, and their statistics
 * computed from all rows at once.
 */
@SuppressWarnings("ArrayRecordComponent")
public record LeveledRows(double[][] numbers, List<List<String>> categories, double[] weights) {
  public static final int BUCKETS = 3;

  /** Both numbers, a square, both categories, their combinations, and a number by a category. */
  public static final List<Term> TERMS =
      List.of(
          new Term(List.of(0), List.of()),
          new Term(List.of(1), List.of()),
          new Term(List.of(0, 0), List.of()),
          new Term(List.of(), List.of(0)),
          new Term(List.of(), List.of(1)),
          new Term(List.of(), List.of(0, 1)),
          new Term(List.of(1), List.of(0)));

  /** Each row has one of some levels, which differ from seed to seed. */
  public static LeveledRows random(long seed, int rows) {
    Random random = new Random(seed);
    String letters = "abcdefgh";
    int first = random.nextInt(5);
    double[][] numbers = new double[rows][];
    List<List<String>> categories = new ArrayList<>();
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      numbers[i] = new double[] {100 + random.nextGaussian(), 5 * random.nextGaussian(), 0};
      int letter = first + random.nextInt(3);
      categories.add(
          List.of(letters.substring(letter, letter + 1), "" + random.nextInt(2 + first)));
      numbers[i][2] = numbers[i][0] - numbers[i][1] + letter + random.nextGaussian();
      weights[i] = random.nextInt(5) / 2.0;
    }
    return new LeveledRows(numbers, categories, weights);
  }

  /** The rows of several. */
  public static LeveledRows all(List<LeveledRows> parts) {
    return new LeveledRows(
        parts.stream().flatMap(part -> Arrays.stream(part.numbers)).toArray(double[][]::new),
        parts.stream().flatMap(part -> part.categories.stream()).toList(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.weights)).toArray());
  }

  /** Levels of the rows for which a condition holds. */
  private List<List<String>> levels(IntPredicate condition) {
    return IntStream.range(0, 2)
        .mapToObj(
            column -> {
              TreeSet<String> levels = new TreeSet<>();
              IntStream.range(0, weights.length)
                  .filter(condition)
                  .forEach(i -> levels.add(categories.get(i).get(column)));
              return List.copyOf(levels);
            })
        .toList();
  }

  /** The statistics over the levels of the rows of positive weight. */
  public Leaf leaf() {
    return leaf(levels(i -> weights[i] > 0));
  }

  /** The statistics over the levels of all rows. */
  Leaf untrimmed() {
    return leaf(levels(i -> true));
  }

  private Leaf leaf(List<List<String>> levels) {
    List<LeafSlice> slices =
        levels.get(0).stream()
            .map(
                level ->
                    new LeafSlice(
                        0, level, moments(levels, i -> categories.get(i).get(0).equals(level))))
            .toList();
    return new Leaf(
        new FeatureLevels(TERMS, levels),
        IntStream.range(0, BUCKETS)
            .mapToObj(bucket -> moments(levels, i -> bucket(i) == bucket))
            .toList(),
        quantiles(),
        slices);
  }

  private Moments moments(List<List<String>> levels, IntPredicate condition) {
    MomentsAccumulator moments = new MomentsAccumulator(new FeatureLevels(TERMS, levels).count());
    IntStream.range(0, weights.length)
        .filter(i -> weights[i] > 0 && condition.test(i))
        .forEach(i -> moments.add(x(i, levels), numbers[i][2], weights[i]));
    return moments.toMoments();
  }

  private List<Quantiles> quantiles() {
    int[] chosen = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    double[][] columns =
        Stream.concat(
                TERMS.stream()
                    .map(
                        term ->
                            term.categorical().isEmpty()
                                ? Arrays.stream(numbers).mapToDouble(row -> product(term, row))
                                : DoubleStream.empty()),
                Stream.of(Arrays.stream(numbers).mapToDouble(row -> row[2])))
            .map(DoubleStream::toArray)
            .toArray(double[][]::new);
    QuantilesAccumulator accumulator = new QuantilesAccumulator(columns.length, 1);
    accumulator.add(0, columns, weights, chosen, 0, chosen.length);
    return Stream.ofNullable(accumulator.quantiles().get(0)).toList();
  }

  private static double product(Term term, double[] row) {
    return term.numeric().stream().mapToDouble(j -> row[j]).reduce(1, (a, b) -> a * b);
  }

  /** A row stays in its bucket, whatever other rows there are. */
  private int bucket(int row) {
    return Math.floorMod(Arrays.hashCode(numbers[row]), BUCKETS);
  }

  private double[] x(int row, List<List<String>> levels) {
    List<Double> x = new ArrayList<>();
    for (Term term : TERMS) {
      List<Double> values = List.of(product(term, numbers[row]));
      for (int column : term.categorical()) {
        String own = categories.get(row).get(column);
        values =
            values.stream()
                .flatMap(v -> levels.get(column).stream().map(level -> level.equals(own) ? v : 0))
                .toList();
      }
      x.addAll(values);
    }
    return x.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
