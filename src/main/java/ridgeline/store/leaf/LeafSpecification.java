package ridgeline.store.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.feature.Term;

/**
 * What all leaves of a store are statistics of.
 *
 * @param format version of the leaves' format
 * @param table location of the table, without secrets
 * @param partitionedBy the columns whose values make a partition
 * @param where the condition that rows fulfil; null for all rows
 * @param source format of the files; null to guess it from their name
 * @param options of that format that change what is read, without those that may be secret
 * @param label the expression of the label
 * @param weight the expression of the weight; null for weights of 1
 * @param numeric numeric expressions
 * @param categorical categorical expressions
 * @param terms the features over them, in order
 * @param buckets number of buckets of each partition
 * @param bucketsBy expressions whose values decide on the bucket of a row; empty for all columns
 * @param slices those categorical expressions of whose levels there are statistics, too
 * @param timeZone the time zone in which dates and times are read
 * @param ansi whether expressions fail instead of returning null where the SQL standard requires it
 */
public record LeafSpecification(
    int format,
    String table,
    List<String> partitionedBy,
    @Nullable String where,
    @Nullable String source,
    Map<String, String> options,
    String label,
    @Nullable String weight,
    List<String> numeric,
    List<Category> categorical,
    List<Term> terms,
    int buckets,
    List<String> bucketsBy,
    List<String> slices,
    String timeZone,
    boolean ansi) {

  /** The current version of the format. */
  public static final int FORMAT = 2;

  private static final int MAX_BUCKETS = 10_000;

  /**
   * A category, whose levels may differ from leaf to leaf.
   *
   * @param type Spark's type of its values, which decides on the texts of levels
   */
  public record Category(String expression, String type) {
    public Category {
      StrictJson.present("categorical.expression", expression);
      StrictJson.present("categorical.type", type);
    }
  }

  public LeafSpecification {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("table", table);
    partitionedBy = StrictJson.complete("partitionedBy", partitionedBy);
    options = new TreeMap<>(StrictJson.present("options", options));
    StrictJson.present("label", label);
    StrictJson.present("timeZone", timeZone);
    numeric = StrictJson.complete("numeric", numeric);
    categorical = StrictJson.complete("categorical", categorical);
    terms = StrictJson.complete("terms", terms);
    bucketsBy = StrictJson.complete("bucketsBy", bucketsBy);
    slices = StrictJson.complete("slices", slices);
    if (!categorical.stream().map(Category::expression).toList().containsAll(slices)) {
      throw new IllegalArgumentException("has slices that are not categorical: " + slices);
    }
    if (buckets < 1 || buckets > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "has %,d buckets; there may be 1 to %,d".formatted(buckets, MAX_BUCKETS));
    }
    for (Term term : terms) {
      Term.requirePositions(term.numeric(), numeric.size());
      Term.requirePositions(term.categorical(), categorical.size());
    }
  }

  /** The positions of the categories of whose levels there are statistics, in ascending order. */
  public List<Integer> sliceColumns() {
    return IntStream.range(0, categorical.size())
        .filter(column -> slices.contains(categorical.get(column).expression()))
        .boxed()
        .toList();
  }

  /** The features over some levels. */
  public FeatureLevels features(List<List<String>> levels) {
    if (levels.size() != categorical.size()) {
      throw new IllegalArgumentException(
          "has levels of %d categorical columns, not %d"
              .formatted(levels.size(), categorical.size()));
    }
    return new FeatureLevels(terms, levels);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param name of the place, for messages
   * @throws IOException with a one-sentence message if it cannot be used
   */
  public static LeafSpecification read(String name, byte[] content) throws IOException {
    return StrictJson.read(name, content, LeafSpecification.class);
  }

  /**
   * The keys in which another specification differs, with both values, such as {@code buckets: 20,
   * not 10}.
   */
  public List<String> differences(LeafSpecification other) {
    JsonNode ours = new JsonMapper().valueToTree(this);
    JsonNode theirs = new JsonMapper().valueToTree(other);
    return ours.properties().stream()
        .filter(key -> !key.getValue().equals(theirs.get(key.getKey())))
        .map(
            key ->
                "%s: %s, not %s".formatted(key.getKey(), key.getValue(), theirs.get(key.getKey())))
        .toList();
  }

  /** A hash that equal specifications share. */
  public String hash() {
    try {
      return Digests.sha256(text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As JSON; equal specifications have equal texts. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
