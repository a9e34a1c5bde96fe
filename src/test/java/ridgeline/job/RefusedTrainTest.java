package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.text.Digests;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.IdxFiles;
import ridgeline.data.network.NetworkTable;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.output.CheckpointFiles;
import ridgeline.spark.LocalSpark;

/** The answer of a training to bad input: the documented exit code, one sentence, no output. */
@Tag("torch")
class RefusedTrainTest {
  private Path idx;
  private Path job;
  private Path out;

  @BeforeEach
  void writeJob(@TempDir Path directory) throws IOException {
    idx = IdxFiles.write(directory.resolve("idx"), 60, 30);
    job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: spoilt
            data: {idx: %s}
            network: [flatten, {dense: 3}]
            epochs: 1
            """
                .formatted(idx));
    out = directory.resolve("out");
  }

  private Path file(String name) {
    return idx.resolve(name + "-ubyte.gz");
  }

  @Test
  void aFormulaWithoutIntercept() {
    refuses(
        ExitCode.USAGE,
        ".*data.formula: 'y ~ x - 1' leaves out the intercept, but a network always has biases; remove that term",
        "data={sql: 'SELECT id AS y, sin(id) AS x FROM range(30)', formula: y ~ x - 1}",
        "network=[{dense: 1}]");
  }

  @Test
  void aVectorThatIsNull() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(RowFactory.create(i == 7 ? null : Vectors.dense(i, Math.sin(i)), (double) i));
    }
    LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType().add("v", SQLDataTypes.VectorType()).add("y", DataTypes.DoubleType))
        .createOrReplaceTempView("null_vectors");
    refuses(
        ExitCode.DATA,
        "of 40 rows, 1 have a vector of v that is null; fix them, filter them with data.where, or set data.invalid to drop",
        "data={sql: SELECT * FROM null_vectors, label: y, vector: v}",
        "network=[{dense: 1}]");
  }

  private void refuses(int exitCode, String message, String... overrides) {
    TrainRun run = TrainRun.of(job, out, Arrays.asList(overrides));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.complaints()).singleElement().asString().matches(message);
    FailedRun.assertLeftOnlyItsStatus(out, exitCode, run.err());
  }

  @Test
  void theJobIsSoundUnspoilt() {
    TrainRun run = TrainRun.of(job, out, List.of());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void labelOutOfRange() throws IOException {
    byte[] labels = new byte[60];
    labels[17] = 3;
    IdxFiles.writeLabels(file("train-labels-idx1"), labels);
    refuses(
        ExitCode.DATA,
        "a label is 3\\.0, but must be a whole number from 0 to 2, because the network ends with 3"
            + " values; .*");
  }

  @Test
  void missingFile() throws IOException {
    Files.delete(file("t10k-labels-idx1"));
    refuses(
        ExitCode.DATA,
        "data.idx .* has no t10k-labels-idx1-ubyte.gz; apt-get install dataset-fashion-mnist puts"
            + " .*");
  }

  @Test
  void cutShort() throws IOException {
    IdxFiles.writeImages(file("train-images-idx3"), 60, 12, 12, new byte[59 * 144 + 5]);
    refuses(ExitCode.DATA, "data.idx .*/train-\\* is truncated before image 59; download it again");
  }

  @Test
  void cutShortInItsHeader() throws IOException {
    IdxFiles.pack(file("train-images-idx3"), new byte[] {0, 0, 8, 3, 0});
    refuses(ExitCode.DATA, "data.idx .*/train-\\* is truncated before image 0; download it again");
  }

  @Test
  void noGzip() throws IOException {
    Files.writeString(file("train-images-idx3"), "no gzip at all");
    refuses(ExitCode.DATA, "data.idx .* cannot be read: Not in GZIP format");
  }

  @Test
  void anotherKindOfFile() throws IOException {
    Files.copy(
        file("train-labels-idx1"), file("train-images-idx3"), StandardCopyOption.REPLACE_EXISTING);
    refuses(
        ExitCode.DATA,
        "the images file of .*/train-\\* starts with 00000801 instead of 00000803; .*");
  }

  @Test
  void imagesOfAnotherSizeInTheTest() throws IOException {
    IdxFiles.writeImages(file("t10k-images-idx3"), 30, 10, 12, new byte[30 * 120]);
    refuses(
        ExitCode.DATA,
        "the images of .*/train-\\* are 12 x 12, but those of .*/t10k-\\* are 10 x 12; .*");
  }

  @Test
  void asManyLabelsAsImages() throws IOException {
    IdxFiles.writeLabels(file("train-labels-idx1"), new byte[59]);
    refuses(ExitCode.DATA, "data.idx .* has 60 images and 59 labels; .*");
  }

  @Test
  void layersThatDoNotFit() {
    refuses(
        ExitCode.USAGE,
        "network\\[0\\]: dense takes values, but gets images of 1 x 12 x 12; put flatten before it",
        "network=[{dense: 3}]");
  }

  @Test
  void asManyNamesAsClasses() {
    refuses(
        ExitCode.USAGE,
        "classes: has 2 names, but the network ends with 3 values; name each of them",
        "classes=[top, bottom]");
  }

  @Test
  void networksThatAreTooLarge() {
    refuses(
        ExitCode.USAGE,
        "network\\[1\\]: .*500,000,000.*",
        "network=[flatten, {dense: 2000000000}, {dense: 3}]");
    refuses(
        ExitCode.USAGE,
        "batch: is 4,000,000, but with layers of up to 144 values per row it can be at most 3,472,222",
        "batch=4000000");
    refuses(
        ExitCode.USAGE,
        "batch: is 110,000, but with layers of up to 4,608 values per row it can be at most 108,506",
        "network=[{conv: 32, padding: 1}, dropout, flatten, {dense: 3}]",
        "batch=110000");
  }

  @Test
  void oneRowHasNoVariance() {
    refuses(
        ExitCode.USAGE,
        "batch: is 1, but batchNorm after dense needs at least two rows",
        "network=[flatten, {dense: 4}, batchNorm, {dense: 3}]",
        "batch=1");
  }

  @Test
  void trialsOfDifferentClasses() {
    refuses(
        ExitCode.USAGE,
        "sweep: has networks that end with 3 and with 4 values; give all the same number of classes",
        "sweep={network: [[flatten, {dense: 3}], [flatten, {dense: 4}]]}");
  }

  @Test
  void nothingToAblate() {
    refuses(
        ExitCode.USAGE,
        "ablation: needs a regulariser; set at least one under regularisation",
        "ablation=true");
  }

  @Test
  void rowsThatCannotBeWeighed() {
    String data =
        "data={sql: 'select id x, id y, id - 5.0 w from range(20)', label: y, numeric: [x], weight:"
            + " w%s}";
    refuses(
        ExitCode.DATA,
        "a weight is negative; filter or fix such rows",
        data.formatted(""),
        "network=[{dense: 1}]");
    refuses(
        ExitCode.DATA,
        "there are no rows to fit; check the data and data.where",
        data.formatted(", where: x > 1000"),
        "network=[{dense: 1}]");
    refuses(
        ExitCode.DATA,
        "every row has weight 0; there is nothing to fit",
        data.replace("- 5.0", "* 0.0").formatted(""),
        "network=[{dense: 1}]");
  }

  @Test
  void noLossAnyMore() {
    refuses(
        ExitCode.FAILED,
        "the loss became NaN or infinite at step \\d+ of epoch 1; try an optimiser.learningRate below 1.0E30,"
            + " or .*",
        "optimiser.learningRate=1e30",
        "regularisation.l2=1",
        "batch=10");
    refuses(
        ExitCode.FAILED,
        "the loss became NaN or infinite at step \\d+ of epoch \\d+, where the L2 penalty times the learning"
            + " rate is 1.0E8; .*",
        "optimiser.learningRate=0.1",
        "regularisation.l2=1e9",
        "batch=10");
  }

  /** The only step of the epoch has a finite loss, but leaves weights that have none. */
  @Test
  void noLossAfterTheLastStep() {
    String message = "the loss became NaN or infinite at step 1 of epoch 1; try .*";
    refuses(ExitCode.FAILED, message, "optimiser.learningRate=1e38", "batch=1000");
    refuses(
        ExitCode.FAILED,
        message,
        "sweep={optimiser.learningRate: [1.0e+38, 2.0e+38]}",
        "batch=1000");
  }

  @Test
  void moreTasksThanCores() {
    refuses(
        ExitCode.USAGE,
        "distribution.tasks: 64 tasks have to run at once, but the cluster has cores for 2; .*",
        "distribution.tasks=64");
  }

  @Test
  void nothingLeftToTrainOn() throws IOException {
    IdxFiles.writeLabels(file("train-labels-idx1"), new byte[0]);
    IdxFiles.writeImages(file("train-images-idx3"), 0, 12, 12, new byte[0]);
    refuses(ExitCode.DATA, "there are no training rows; .*");
  }

  @Test
  void nothingToStopEarlyBy() throws IOException {
    IdxFiles.writeLabels(file("train-labels-idx1"), new byte[1]);
    IdxFiles.writeImages(file("train-images-idx3"), 1, 12, 12, new byte[144]);
    refuses(
        ExitCode.DATA,
        "there are no (training|validation) rows; check that the data is not empty, and that"
            + " validation and test leave some",
        "regularisation.earlyStopping.enabled=true");
  }

  @Test
  void resumeWithoutADirectory() {
    JobRun run = JobRun.of(TrainCommand::execute, List.of(job.toString(), "--resume"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().strip())
        .isEqualTo("--resume needs --out, the directory of the run to resume");
  }

  @Test
  void aCheckpointThatWouldBeLost() throws IOException {
    Path state = Files.createDirectories(out.resolve("checkpoint")).resolve("state.json");
    Files.writeString(state, "{}");
    TrainRun run = TrainRun.of(job, out, List.of());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly(
            "--out %s holds the checkpoint of an interrupted run; add --resume to continue that run, or remove the directory"
                .formatted(out));
    assertThat(state).hasContent("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          configHash | from another job file; resume with that job file, or remove the checkpoint
          tasks | written by 9 tasks, but this run has 1; use the same number of cores, or remove the checkpoint
          rows | written for the row counts .TRAINING=9., but the data has .TRAINING=\\d+, .*; restore the data, .*
          rowsHash | written for the same number of rows with other values; restore the data, or remove the checkpoint
          """)
  void aCheckpointOfAnotherRun(String key, String message) throws Exception {
    TrainConfig config = TrainConfigReader.read(Files.readString(job), "job.yaml", List.of());
    Path state =
        writeCheckpoint(
            new CheckpointFiles.Basis(
                key.equals("configHash") ? "9" : ConfigWriter.hash(config),
                null,
                key.equals("tasks") ? 9 : 1,
                key.equals("rows") ? new TreeMap<>(Map.of(DataSplit.TRAINING, 9L)) : rows(config),
                9));
    TrainRun run = TrainRun.of(job, out, List.of(), "--resume");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .matches("the checkpoint in %s (is|was) ".formatted(out) + message);
    assertThat(state).exists();
  }

  @Test
  void aCheckpointOfOtherDataSaysWhatDiffers() throws Exception {
    TrainConfig before =
        TrainConfigReader.read(
            Files.readString(job), "job.yaml", List.of("data={idx: /other}", "epochs=2"));
    writeCheckpoint(
        new CheckpointFiles.Basis(
            ConfigWriter.hash(before), ConfigWriter.render(before), 1, new TreeMap<>(), 9));
    TrainRun run = TrainRun.of(job, out, List.of(), "--resume");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly(
            "the checkpoint in %s is from another job file, whose data.idx was /other and is %s, epochs was 2 and is 1; resume with that job file, or remove the checkpoint"
                .formatted(out, idx));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{sql: 'SELECT id AS x, 7 AS y FROM range(50)'} | the label is constant \\(7.0 in all \\d+"
            + " training rows\\), .*",
        "{sql: 'SELECT id AS x, id AS y FROM range(1)'} | the label is constant \\(0.0 in all 1"
            + " training rows\\), .*"
      })
  void nothingToLearn(String data, String message) {
    refuses(
        ExitCode.DATA,
        message,
        "data=" + data.replace("}", ", label: y, numeric: [x]}"),
        "network=[{dense: 1}]",
        "test=0",
        "validation=0");
  }

  private static SortedMap<DataSplit, Long> rows(TrainConfig config) throws ConfigException {
    return NetworkTable.open(LocalSpark.session(), config)
        .rows()
        .groupBy(NetworkTable.SPLIT)
        .count()
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row -> DataSplit.valueOf(row.getString(0)),
                row -> row.getLong(1),
                Long::sum,
                TreeMap::new));
  }

  /** Writes a state without trainings, with its checksum. */
  private Path writeCheckpoint(CheckpointFiles.Basis basis) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("basis", basis);
    state.put("trainings", Map.of());
    String sha256 = Digests.sha256(json.writeValueAsBytes(state));
    Path file = Files.createDirectories(out.resolve("checkpoint")).resolve("state.json");
    return Files.write(file, json.writeValueAsBytes(Map.of("sha256", sha256, "state", state)));
  }

  @Test
  void aCheckpointThatIsDamaged() throws IOException {
    Path state = Files.createDirectories(out.resolve("checkpoint")).resolve("state.json");
    Files.writeString(state, "{");
    TrainRun run = TrainRun.of(job, out, List.of(), "--resume");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .contains("checkpoint/state.json cannot be read: ")
        .endsWith("; try again, or remove %s/checkpoint and leave out --resume".formatted(out));
  }

  @Test
  void imagesOfATable(@TempDir Path directory) {
    Path table = directory.resolve("images.parquet");
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("pixels", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("label", DataTypes.IntegerType);
    LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(new byte[4], new int[] {0, 1, 2, 255}, 0),
                RowFactory.create(new byte[5], new int[] {0, 1, 2, 256}, 1),
                RowFactory.create(null, null, null)),
            schema)
        .coalesce(1)
        .write()
        .parquet(table.toString());
    String data = "data={images: {path: '%s', height: 2, width: 2%s}}";
    refuses(
        ExitCode.DATA,
        "a label is null, but must be .*|an image has 5 values, but images of 1 x 2 x 2 have 4; .*|an image"
            + " is null; .*",
        data.formatted(table, ""));
    refuses(
        ExitCode.DATA,
        "a label is null, but must be .*|a pixel of an image is 256.0, but must be a whole number"
            + " from 0 to 255; .*",
        data.formatted(table, ", column: pixels"));
    refuses(
        ExitCode.USAGE,
        "data.images.column: there is no column img; the columns are image, pixels, label",
        data.formatted(table, ", column: img"));
    refuses(
        ExitCode.USAGE,
        "data.images.label: must be a number, but 'image' is binary",
        data.formatted(table, ", label: image"));
    refuses(
        ExitCode.DATA,
        "data.images .* cannot be read: .*",
        data.formatted(directory.resolve("none"), ""));
  }
}
