package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;
import ridgeline.config.secret.Confidential;

/**
 * The rows, the label and the features. The rows come from exactly one of {@code dataset}, {@code
 * path} and {@code sql}; the features from exactly one of {@code numeric} with {@code categorical},
 * {@code vector} and {@code formula}, which names the label as well.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
public record DataConfig(
    @JsonPropertyDescription("A bundled data set, instead of path or sql.")
        @Nullable BundledDataset dataset,
    @JsonPropertyDescription(
            "A file or directory on any Hadoop file system; ${env:NAME} stands for an"
                + " environment variable of the driver.")
        @Nullable String path,
    @JsonPropertyDescription("Spark data source of the path; guessed from its name when empty.")
        @Nullable String format,
    @JsonPropertyDescription(
            "Options of the Spark data source; ${env:NAME} stands for an environment variable"
                + " of the driver.")
        @Confidential
        Map<String, String> options,
    @JsonPropertyDescription("A query on the session's catalog; other statements are refused.")
        @Nullable String sql,
    @JsonPropertyDescription("The label, a Spark SQL expression; leave it out with formula.")
        @Nullable String label,
    @JsonPropertyDescription("Weight of a row, a Spark SQL expression; 1 when empty.")
        @Nullable String weight,
    @JsonPropertyDescription("Keeps the rows for which this Spark SQL expression is true.")
        @Nullable String where,
    @JsonPropertyDescription(
            "Numeric features, columns or Spark SQL expressions; * stands for every numeric or"
                + " boolean column not used elsewhere.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> numeric,
    @JsonPropertyDescription("Categorical features, columns or Spark SQL expressions.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> categorical,
    @JsonPropertyDescription("Degree of the polynomial expansion of the numeric features.")
        @JsonProperty(defaultValue = "1")
        @Limits(min = 1)
        int degree,
    @JsonPropertyDescription(
            "Products of features; each is a list of entries of numeric and categorical.")
        @Limits(entries = 2)
        List<List<String>> interactions,
    @JsonPropertyDescription("An existing ML vector column that holds all features.")
        @Nullable String vector,
    @JsonPropertyDescription("An R formula of label and features, such as price ~ . - x.")
        @Nullable String formula,
    @JsonPropertyDescription(
            "What happens to a row with a null, NaN or infinite value: the job fails, the row"
                + " is dropped, or the value is imputed.")
        @JsonProperty(defaultValue = "fail")
        InvalidValuePolicy invalid,
    @JsonPropertyDescription(
            "Time zone in which expressions read and write times, such as Europe/Berlin; that of"
                + " the Spark session when empty.")
        @Nullable String timeZone)
    implements NetworkData {

  /** Stands in {@link #numeric()} for every numeric or boolean column not used elsewhere. */
  public static final String ALL_NUMERIC = "*";

  public DataConfig {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
    interactions = interactions.stream().map(List::copyOf).toList();
  }

  /** A copy with another label. */
  public DataConfig withLabel(String other) {
    return with(other, where, numeric);
  }

  /**
   * A copy with another condition.
   *
   * @param condition null for all rows
   * @param columns what the entries of {@link #numeric} are, the star replaced
   */
  public DataConfig with(@Nullable String condition, List<String> columns) {
    return with(label, condition, columns);
  }

  private DataConfig with(
      @Nullable String otherLabel, @Nullable String otherWhere, List<String> otherNumeric) {
    return new DataConfig(
        dataset,
        path,
        format,
        options,
        sql,
        otherLabel,
        weight,
        otherWhere,
        otherNumeric,
        categorical,
        degree,
        interactions,
        vector,
        formula,
        invalid,
        timeZone);
  }
}
