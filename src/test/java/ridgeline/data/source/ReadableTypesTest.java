package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.spark.LocalSpark;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

@Tag("spark")
class ReadableTypesTest {
  private static final String TIME_ZONE = "America/New_York";

  /** Values that show whether a reader rounds, cuts, or moves them. */
  private static final Map<DataType, List<String>> VALUES = new LinkedHashMap<>();

  static {
    add("boolean", "true", "false");
    add("tinyint", "127", "-128");
    add("smallint", "32767", "-32768");
    add("int", "2147483647", "-2147483648");
    add("bigint", "9007199254740991", "-9007199254740991");
    add("float", "1.1F", "-3E38F");
    add("double", "1.1D", "-1E300D");
    add("decimal(5,2)", "999.99", "-0.10");
    add("decimal(9,0)", "999999999", "1");
    add("decimal(10,0)", "9999999999", "1");
    add("decimal(12,2)", "9999999999.99", "-0.10");
    add("decimal(14,4)", "9999999999.9999", "-0.1");
    add("decimal(20,0)", "99999999999999999999", "1");
    add("decimal(22,2)", "99999999999999999999.99", "-0.10");
    add("decimal(38,18)", "12345678901234567890.123456789012345678", "-1");
    add("string", "'a'", "'7'");
    add("binary", "X'61'", "X'ff'");
    add("date", "DATE'2001-06-07'", "DATE'1969-01-02'");
    add("timestamp", "TIMESTAMP'2001-06-07 01:02:03.000004'", "TIMESTAMP'1969-01-02 03:04:05'");
    add(
        "timestamp_ntz",
        "TIMESTAMP_NTZ'2001-06-07 01:02:03.000004'",
        "TIMESTAMP_NTZ'1969-01-02 03:04:05'");
  }

  @TempDir private Path directory = Path.of("");

  private static void add(String type, String... values) {
    VALUES.put(DataType.fromDDL(type), List.of(values));
  }

  /** Both readers of Spark return what a cast does, and the cast back the value itself. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void areThoseThatSparkReadsWithoutAChangeOfAnyValue(String format) throws Exception {
    PartitionedFile file = write(format);
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (DataType own : VALUES.keySet()) {
      List<@Nullable Object> values = values(format, file, own, own, true);
      for (DataType wanted : VALUES.keySet()) {
        String pair = "%s as %s".formatted(own.simpleString(), wanted.simpleString());
        if (isRead(format, file, own, wanted, values)) {
          expected.add(pair);
        }
        if (ReadableTypes.fit(format, own, wanted)) {
          found.add(pair);
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(VALUES.size()).isEqualTo(expected);
  }

  private PartitionedFile write(String format) throws Exception {
    String[] columns =
        VALUES.entrySet().stream()
            .map(
                each ->
                    "CAST(IF(id = 0, %s, %s) AS %s) AS `%4$s`"
                        .formatted(
                            each.getValue().get(0),
                            each.getValue().get(1),
                            each.getKey().sql(),
                            each.getKey().simpleString()))
            .toArray(String[]::new);
    LocalSpark.session()
        .range(0, 2, 1, 1)
        .selectExpr(columns)
        .write()
        .format(format)
        .save(directory.resolve("t").toString());
    try (Stream<Path> files = Files.list(directory.resolve("t"))) {
      Path file =
          files.filter(each -> each.toString().endsWith("." + format)).findFirst().orElseThrow();
      long size = Files.size(file);
      return new PartitionedFile(
          InternalRow.empty(),
          SparkPath.fromPathString(file.toUri().toString()),
          0,
          size,
          new String[0],
          0,
          size,
          scala.collection.immutable.Map$.MODULE$.empty());
    }
  }

  /** Numbers of seconds are not taken for times. */
  private static boolean isRead(
      String format,
      PartitionedFile file,
      DataType own,
      DataType wanted,
      List<@Nullable Object> values) {
    if ((isTime(own) && isNumber(wanted)) || (isNumber(own) && isTime(wanted))) {
      return false;
    }
    for (boolean vectorized : List.of(true, false)) {
      List<@Nullable Object> read;
      try {
        read = values(format, file, own, wanted, vectorized);
      } catch (Exception e) {
        return false;
      }
      for (int k = 0; k < values.size(); k++) {
        if (!isSame(cast(values.get(k), own, wanted), read.get(k), wanted)
            || !isSame(cast(read.get(k), wanted, own), values.get(k), own)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType;
  }

  private static boolean isTime(DataType type) {
    return List.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType)
        .contains(type);
  }

  private static boolean isSame(@Nullable Object a, @Nullable Object b, DataType type) {
    return a != null && b != null && new Literal(a, type).equals(new Literal(b, type));
  }

  /** Null if it cannot be done. */
  private static @Nullable Object cast(@Nullable Object value, DataType from, DataType to) {
    return value == null || !Cast.canTryCast(from, to)
        ? null
        : new Cast(new Literal(value, from), to, Option.apply(TIME_ZONE), EvalMode.TRY())
            .eval(InternalRow.empty());
  }

  /** The values of a column, without a Spark job. */
  private static List<@Nullable Object> values(
      String format, PartitionedFile file, DataType column, DataType type, boolean vectorized) {
    SparkSession spark = (SparkSession) LocalSpark.session().newSession();
    spark.conf().set("spark.sql.session.timeZone", TIME_ZONE);
    spark.conf().set("spark.sql.%s.enableVectorizedReader".formatted(format), vectorized);
    scala.collection.immutable.Map<String, String> options =
        scala.collection.immutable.Map.from(
            CollectionConverters.asScala(Map.of(FileFormat.OPTION_RETURNING_BATCH(), "false")));
    FileFormat reader = format.equals("orc") ? new OrcFileFormat() : new ParquetFileFormat();
    StructType schema = new StructType().add(column.simpleString(), type);
    Function1<PartitionedFile, Iterator<InternalRow>> rows =
        reader.buildReaderWithPartitionValues(
            spark,
            schema,
            new StructType(),
            schema,
            CollectionConverters.asScala(List.<Filter>of()).toSeq(),
            options,
            spark.sessionState().newHadoopConfWithOptions(options));
    List<@Nullable Object> values = new ArrayList<>();
    Iterator<InternalRow> each = rows.apply(file);
    while (each.hasNext()) {
      InternalRow row = Objects.requireNonNull(each.next()).copy();
      values.add(row.isNullAt(0) ? null : row.get(0, type));
    }
    return values;
  }
}
