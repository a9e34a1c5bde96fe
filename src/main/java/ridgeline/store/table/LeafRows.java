package ridgeline.store.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.data.avro.PlannedDataReader;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.leaf.LeafSpecification;

/**
 * Leaves as rows of the table: one for each bucket, then one for each slice. Doubles are packed,
 * the lowest byte first.
 */
final class LeafRows {
  private static final String SUFFIX = ".avro";

  private static final int MAX_BYTES = 1 << 30;

  private static final String PARTITION = "partition";
  private static final String SOURCES = "sources";
  private static final String BUCKET = "bucket";
  private static final String ROWS = "rows";
  private static final String WEIGHT = "weight";
  private static final String MEANS = "means";
  private static final String CROSS_PRODUCTS = "crossProducts";
  private static final String CHECKSUM = "crc32c";
  private static final String LEVELS = "levels";
  private static final String QUANTILES = "quantiles";
  private static final String SLICE = "slice";

  static final Schema SCHEMA =
      new Schema(
          NestedField.required(1, PARTITION, Types.StringType.get(), "name of the partition"),
          NestedField.required(2, SOURCES, Types.StringType.get(), "fingerprint of its sources"),
          NestedField.required(3, BUCKET, Types.IntegerType.get(), "number of the bucket, from 0"),
          NestedField.required(4, ROWS, Types.LongType.get(), "rows of positive weight"),
          NestedField.required(5, WEIGHT, Types.DoubleType.get(), "sum of the weights"),
          NestedField.required(6, MEANS, Types.BinaryType.get(), "doubles, the label's last"),
          NestedField.required(
              7, CROSS_PRODUCTS, Types.BinaryType.get(), "doubles, centred, upper triangle"),
          NestedField.required(8, CHECKSUM, Types.LongType.get(), "of all other fields"),
          NestedField.required(
              9,
              LEVELS,
              Types.ListType.ofRequired(12, Types.ListType.ofRequired(13, Types.StringType.get())),
              "of each category; in the first bucket only"),
          NestedField.required(
              10,
              QUANTILES,
              Types.BinaryType.get(),
              "doubles, of each numeric term and the label; in the first bucket only"),
          NestedField.optional(
              11,
              SLICE,
              Types.StringType.get(),
              "of rows after the buckets: the level of the category with the number in bucket"));

  static final PartitionSpec PARTITIONING =
      PartitionSpec.builderFor(SCHEMA).identity(PARTITION).identity(SOURCES).build();

  private LeafRows() {}

  /**
   * Writes a leaf to a new file, whose name ends with the checksum of its bytes: a reader of
   * damaged Avro would believe any length, and allocate it.
   *
   * @param location of the file, without the end of its name
   */
  static DataFile write(String partition, String sources, Leaf leaf, String location, FileIO io)
      throws IOException {
    InMemoryOutputFile memory = new InMemoryOutputFile();
    DataFile written = write(partition, sources, leaf, memory);
    byte[] content = memory.toByteArray();
    OutputFile file = io.newOutputFile("%s-%s%s".formatted(location, checksum(content), SUFFIX));
    try (OutputStream out = file.create()) {
      out.write(content);
    }
    return DataFiles.builder(PARTITIONING).copy(written).withPath(file.location()).build();
  }

  private static String checksum(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    return "%08x".formatted(checksum.getValue());
  }

  private static DataFile write(String partition, String sources, Leaf leaf, OutputFile file)
      throws IOException {
    PartitionData key = new PartitionData(PARTITIONING.partitionType());
    key.set(0, partition);
    key.set(1, sources);
    org.apache.iceberg.io.DataWriter<Record> writer =
        Avro.writeData(file)
            .schema(SCHEMA)
            // The digits of products do not repeat.
            .set(TableProperties.AVRO_COMPRESSION, "uncompressed")
            .createWriterFunc(DataWriter::create)
            .withSpec(PARTITIONING)
            .withPartition(key)
            .build();
    try (writer) {
      for (int bucket = 0; bucket < leaf.buckets().size(); bucket++) {
        writer.write(row(partition, sources, bucket, null, leaf.buckets().get(bucket), leaf));
      }
      for (LeafSlice slice : leaf.slices()) {
        writer.write(row(partition, sources, slice.column(), slice.level(), slice.moments(), leaf));
      }
    }
    return writer.toDataFile();
  }

  private static Record row(
      String partition,
      String sources,
      int bucket,
      @Nullable String slice,
      Moments moments,
      Leaf leaf) {
    boolean isFirst = bucket == 0 && slice == null;
    Record row = GenericRecord.create(SCHEMA);
    row.setField(PARTITION, partition);
    row.setField(SOURCES, sources);
    row.setField(BUCKET, bucket);
    row.setField(ROWS, moments.rows());
    row.setField(WEIGHT, moments.weight());
    row.setField(MEANS, bytes(moments.means()));
    row.setField(CROSS_PRODUCTS, bytes(moments.crossProducts().packed()));
    row.setField(LEVELS, isFirst ? leaf.features().levels() : List.of());
    row.setField(QUANTILES, bytes(isFirst ? quantiles(leaf) : new double[0]));
    row.setField(SLICE, slice);
    row.setField(CHECKSUM, checksum(row));
    return row;
  }

  private static double[] quantiles(Leaf leaf) {
    if (leaf.quantiles().isEmpty()) {
      return new double[0];
    }
    return Quantiles.merged(leaf.quantiles()).columns().stream()
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static ByteBuffer bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  private static long checksum(Record row) {
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + Double.BYTES);
    numbers
        .putInt((int) row.getField(BUCKET))
        .putLong((long) row.getField(ROWS))
        .putDouble((double) row.getField(WEIGHT))
        .flip();
    CRC32C checksum = new CRC32C();
    checksum.update(numbers);
    for (String field : List.of(PARTITION, SOURCES, LEVELS, SLICE)) {
      checksum.update(String.valueOf(row.getField(field)).getBytes(StandardCharsets.UTF_8));
    }
    for (String field : List.of(MEANS, CROSS_PRODUCTS, QUANTILES)) {
      checksum.update(((ByteBuffer) row.getField(field)).duplicate());
    }
    return checksum.getValue();
  }

  /**
   * Reads a leaf.
   *
   * @throws RuntimeException with the fault if the file is damaged; Avro and Iceberg have their own
   */
  static Leaf read(LeafSpecification specification, StoredLeaf leaf, InputFile stored)
      throws IOException {
    InputFile file = whole(stored);
    List<Record> rows = new ArrayList<>();
    List<Record> slices = new ArrayList<>();
    try (CloseableIterable<Record> read =
        Avro.read(file).project(SCHEMA).createResolvingReader(PlannedDataReader::create).build()) {
      for (Record row : read) {
        requireOf(leaf, row);
        if (row.getField(SLICE) != null) {
          requireSlice(specification, row);
          slices.add(row);
          continue;
        }
        if ((int) row.getField(BUCKET) != rows.size() || rows.size() == specification.buckets()) {
          throw new IllegalArgumentException(
              "has bucket %s as number %d of %d"
                  .formatted(row.getField(BUCKET), rows.size(), specification.buckets()));
        }
        rows.add(row);
      }
    }
    if (rows.size() < specification.buckets()) {
      throw new IllegalArgumentException(
          "has %d of %d buckets".formatted(rows.size(), specification.buckets()));
    }
    FeatureLevels features = specification.features(levels(rows.get(0)));
    int variables = Math.addExact(features.count(), 1);
    List<Moments> buckets = rows.stream().map(row -> moments(row, variables)).toList();
    double weight = buckets.stream().mapToDouble(Moments::weight).sum();
    return new Leaf(
        features,
        buckets,
        weight > 0 ? List.of(quantiles(rows.get(0), features, weight)) : List.of(),
        slices.stream()
            .map(
                row ->
                    new LeafSlice(
                        (int) row.getField(BUCKET),
                        (String) row.getField(SLICE),
                        moments(row, variables)))
            .toList());
  }

  private static Quantiles quantiles(Record row, FeatureLevels features, double weight) {
    List<Boolean> isNumeric =
        Stream.concat(
                features.terms().stream().map(term -> term.categorical().isEmpty()),
                Stream.of(true))
            .toList();
    int numeric = Collections.frequency(isNumeric, true);
    double[] values = doubles(row, QUANTILES, Math.multiplyExact(Quantiles.POINTS, numeric));
    List<double[]> columns = new ArrayList<>();
    int from = 0;
    for (boolean has : isNumeric) {
      int to = has ? from + Quantiles.POINTS : from;
      columns.add(Arrays.copyOfRange(values, from, to));
      from = to;
    }
    return new Quantiles(weight, columns);
  }

  /** The content of a file in memory, if it is what was written. */
  private static InputFile whole(InputFile stored) throws IOException {
    if (stored.getLength() > MAX_BYTES) {
      throw new IllegalArgumentException("has more than %,d bytes".formatted(MAX_BYTES));
    }
    byte[] content;
    try (InputStream in = stored.newStream()) {
      content = in.readNBytes(MAX_BYTES);
    }
    if (!stored.location().endsWith("-" + checksum(content) + SUFFIX)) {
      throw new IllegalArgumentException("does not have the checksum in its name");
    }
    return new InMemoryInputFile(stored.location(), content);
  }

  private static void requireOf(StoredLeaf leaf, Record row) {
    if (checksum(row) != (long) row.getField(CHECKSUM)) {
      throw new IllegalArgumentException("has the wrong checksum");
    }
    if (!row.getField(PARTITION).equals(leaf.partition())
        || !row.getField(SOURCES).equals(leaf.sources())) {
      throw new IllegalArgumentException("is of " + row.getField(PARTITION));
    }
  }

  private static void requireSlice(LeafSpecification specification, Record row) {
    if (!specification.sliceColumns().contains((int) row.getField(BUCKET))) {
      throw new IllegalArgumentException(
          "has a slice of category %s, which has none".formatted(row.getField(BUCKET)));
    }
  }

  private static List<List<String>> levels(Record row) {
    List<List<String>> levels = new ArrayList<>();
    for (Object column : (List<?>) row.getField(LEVELS)) {
      levels.add(((List<?>) column).stream().map(String::valueOf).toList());
    }
    return levels;
  }

  private static Moments moments(Record row, int variables) {
    return Moments.of(
        (long) row.getField(ROWS),
        (double) row.getField(WEIGHT),
        doubles(row, MEANS, variables),
        SymmetricMatrix.ofPacked(
            variables, doubles(row, CROSS_PRODUCTS, SymmetricMatrix.packedLength(variables))));
  }

  private static double[] doubles(Record row, String field, int count) {
    ByteBuffer bytes = (ByteBuffer) row.getField(field);
    if (bytes.remaining() != (long) Double.BYTES * count) {
      throw new IllegalArgumentException(
          "has %,d bytes of %s where %,d numbers are expected"
              .formatted(bytes.remaining(), field, count));
    }
    double[] values = new double[count];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
