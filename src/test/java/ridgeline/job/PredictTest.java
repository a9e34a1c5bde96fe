package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.data.network.IdxFiles;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.work.ModelDamage;
import ridgeline.model.ModelManifest;
import ridgeline.spark.LocalSpark;

/** What trained networks predict for rows. */
@Tag("torch")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PredictTest {
  private static final int IMAGES = 30;

  private Path directory = Path.of("");
  private String images = "";
  private String table = "";
  private Path imageFiles = Path.of("");
  private Path parquet = Path.of("");

  @BeforeAll
  void train(@TempDir Path shared) throws IOException {
    directory = shared;
    Path idx = IdxFiles.write(shared.resolve("idx"), 300, 60);
    Path job =
        Files.writeString(
            shared.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            classes: [top, middle, bottom]
            network: [{conv: 4}, batchNorm, relu, {maxPool: 2}, flatten, {dense: 3}]
            optimiser: {learningRate: 0.05, momentum: 0.9}
            epochs: 2
            batch: 20
            """
                .formatted(idx));
    InProcess.train(job, shared.resolve("images"));
    images = shared.resolve("images/model").toString();
    InProcess.train(Path.of("conf/train-diamonds-mlp.yaml"), shared.resolve("table"), "epochs=2");
    table = shared.resolve("table/model").toString();
    writeImages();
  }

  private void writeImages() throws IOException {
    imageFiles = Files.createDirectory(directory.resolve("image-files"));
    parquet = directory.resolve("images.parquet");
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] pixels = IdxFiles.image(i % 3, random);
      BufferedImage image =
          new BufferedImage(IdxFiles.SIZE, IdxFiles.SIZE, BufferedImage.TYPE_INT_RGB);
      for (int k = 0; k < pixels.length; k++) {
        int grey = pixels[k] & 0xFF;
        image.setRGB(k % IdxFiles.SIZE, k / IdxFiles.SIZE, grey << 16 | grey << 8 | grey);
      }
      ImageIO.write(image, "png", imageFiles.resolve("%02d.PNG".formatted(i)).toFile());
      rows.add(RowFactory.create(i, pixels));
    }
    StructType schema =
        new StructType().add("id", DataTypes.IntegerType).add("image", DataTypes.BinaryType);
    LocalSpark.session()
        .createDataFrame(rows, schema)
        .repartition(3)
        .write()
        .parquet(parquet.toString());
  }

  private static JobRun predict(String model, Object data, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(model, data.toString(), "--out", out.toString()));
    arguments.addAll(Arrays.asList(more));
    return JobRun.of(PredictCommand::execute, arguments);
  }

  private static Dataset<Row> predictions(JobRun run, Path out) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.resolve("predict.json")).exists();
    return LocalSpark.session().read().parquet(out.resolve("predictions").toString());
  }

  @Test
  void imagesOfATable() {
    Path out = directory.resolve("of-table");
    Dataset<Row> predicted = predictions(predict(images, parquet, out), out);
    assertThat(predicted.columns())
        .containsExactly("id", "image", "prediction", "probability", "class");
    int right = 0;
    for (Row row : predicted.collectAsList()) {
      double prediction = row.getDouble(2);
      List<Double> probabilities = row.getList(3);
      assertThat(probabilities.stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-6));
      assertThat(probabilities.stream().mapToDouble(p -> p).max().orElseThrow())
          .isEqualTo(probabilities.get((int) prediction));
      assertThat(row.getString(4))
          .isEqualTo(List.of("top", "middle", "bottom").get((int) prediction));
      right += prediction == row.getInt(0) % 3 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(26);
  }

  @Test
  void imageFilesAreClassifiedAsTheSameImagesOfATable() {
    Path out = directory.resolve("of-image-files");
    Dataset<Row> predicted = predictions(predict(images, imageFiles, out), out);
    assertThat(predicted.columns()).containsExactly("path", "prediction", "probability", "class");
    Path other = directory.resolve("of-table-again");
    Map<Integer, List<Double>> expected = new TreeMap<>();
    for (Row row : predictions(predict(images, parquet, other), other).collectAsList()) {
      expected.put(row.getInt(0), row.getList(3));
    }
    assertThat(predicted.count()).isEqualTo(IMAGES);
    for (Row row : predicted.collectAsList()) {
      String path = row.getString(0);
      int id = Integer.parseInt(path.substring(path.length() - 6, path.length() - 4));
      List<Double> probabilities = row.getList(2);
      for (int k = 0; k < 3; k++) {
        assertThat(probabilities.get(k))
            .isCloseTo(expected.getOrDefault(id, List.of()).get(k), within(1e-6));
      }
    }
  }

  @Test
  void rowsOfATable() {
    Path out = directory.resolve("of-rows");
    Path diamonds = Path.of("src/main/resources/ridgeline/data/diamonds.csv.gz");
    Dataset<Row> predicted = predictions(predict(table, diamonds, out), out);
    assertThat(predicted.columns())
        .containsExactly(
            "carat",
            "cut",
            "color",
            "clarity",
            "depth",
            "table",
            "price",
            "x",
            "y",
            "z",
            "prediction",
            "predictionTransformed");
    Row errors =
        predicted
            .filter("x > 0 and y between 1 and 20 and z between 1 and 20")
            .selectExpr(
                "avg(pow(predictionTransformed - ln(price), 2))",
                "var_pop(ln(price))",
                "avg(prediction) / avg(price)")
            .head();
    assertThat(1 - errors.getDouble(0) / errors.getDouble(1)).isBetween(0.95, 1.0);
    assertThat(errors.getDouble(2)).isBetween(0.9, 1.1);
    assertThat(predicted.count()).isEqualTo(53940);
  }

  @Test
  void csvLeavesOutWhatItCannotHold() throws IOException {
    Path out = directory.resolve("as-csv");
    Path nested = directory.resolve("nested.parquet");
    LocalSpark.session()
        .read()
        .parquet(parquet.toString())
        .selectExpr("*", "struct(id) s", "map('id', id) m")
        .write()
        .parquet(nested.toString());
    assertThat(predict(images, nested, out, "--as", "csv").exitCode()).isZero();
    Dataset<Row> predicted =
        LocalSpark.session()
            .read()
            .option("header", true)
            .csv(out.resolve("predictions").toString());
    assertThat(predicted.columns()).containsExactly("id", "prediction", "class");
    JsonNode report = new ObjectMapper().readTree(out.resolve("predict.json").toFile());
    assertThat(report.path("rows").asLong()).isEqualTo(IMAGES);
    assertThat(report.path("columns").toString()).isEqualTo("[\"id\",\"prediction\",\"class\"]");
    JsonNode status = new ObjectMapper().readTree(out.resolve("status.json").toFile());
    assertThat(status.path("state").asText()).isEqualTo("DONE");
  }

  /** Java would treat the pixels of such files as linear light when converting them to colours. */
  @Test
  void greyImagesAreClassifiedAsTheSameInColour() throws IOException {
    Path grey = Files.createDirectory(directory.resolve("grey"));
    for (int i = 0; i < 3; i++) {
      BufferedImage colour = ImageIO.read(imageFiles.resolve("%02d.PNG".formatted(i)).toFile());
      BufferedImage image =
          new BufferedImage(IdxFiles.SIZE, IdxFiles.SIZE, BufferedImage.TYPE_BYTE_GRAY);
      for (int k = 0; k < IdxFiles.SIZE * IdxFiles.SIZE; k++) {
        int x = k % IdxFiles.SIZE;
        int y = k / IdxFiles.SIZE;
        image.getRaster().setSample(x, y, 0, colour.getRGB(x, y) & 0xFF);
      }
      ImageIO.write(image, "png", grey.resolve("%02d.png".formatted(i)).toFile());
    }
    Path out = directory.resolve("of-grey");
    Path inColour = directory.resolve("of-colour");
    List<Row> expected =
        predictions(predict(images, imageFiles, inColour), inColour).orderBy("path").takeAsList(3);
    List<Row> predicted =
        predictions(predict(images, grey, out), out).orderBy("path").collectAsList();
    for (int i = 0; i < 3; i++) {
      List<Double> probabilities = expected.get(i).getList(2);
      List<Double> ofGrey = predicted.get(i).getList(2);
      for (int k = 0; k < 3; k++) {
        assertThat(ofGrey.get(k)).isCloseTo(probabilities.get(k), within(1e-6));
      }
    }
  }

  @Test
  void rowsOfAVectorColumn(@TempDir Path own) throws IOException {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      double[] x = {random.nextGaussian(), random.nextGaussian()};
      rows.add(RowFactory.create(Vectors.dense(x), 3 * x[0] - x[1]));
    }
    StructType schema =
        new StructType().add("x", SQLDataTypes.VectorType()).add("y", DataTypes.DoubleType);
    Path vectors = own.resolve("vectors.parquet");
    LocalSpark.session().createDataFrame(rows, schema).write().parquet(vectors.toString());
    Path job =
        Files.writeString(
            own.resolve("job.yaml"),
            """
            name: vectors
            data: {path: %s, label: y, vector: x}
            network: [{dense: 1}]
            optimiser: {learningRate: 0.1}
            epochs: 20
            """
                .formatted(vectors));
    InProcess.train(job, own.resolve("training"));
    Path out = own.resolve("out");
    Dataset<Row> predicted =
        predictions(predict(own.resolve("training/model").toString(), vectors, out), out);
    assertThat(predicted.columns()).containsExactly("x", "y", "prediction");
    assertThat(predicted.selectExpr("max(abs(prediction - y))").head().getDouble(0))
        .isLessThan(0.01);
    refuses(
        ExitCode.DATA,
        "the table has no column x, which the model needs; known: id, image",
        predict(own.resolve("training/model").toString(), parquet, own.resolve("none")));
    refuses(
        ExitCode.USAGE,
        "DATA: already has a column prediction; rename it",
        predict(
            own.resolve("training/model").toString(),
            out.resolve("predictions"),
            own.resolve("twice")));
  }

  private void refuses(int exitCode, String message, JobRun run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err().lines().filter(line -> !line.contains("CudaUtils")))
        .singleElement()
        .asString()
        .matches(message);
  }

  @Test
  void noModel() {
    refuses(
        ExitCode.USAGE,
        "the model nowhere cannot be read: neither it nor its directory model/ has a manifest.json; give"
            + " the directory of a run of jobs/sweep or jobs/train, or its model/",
        predict("nowhere", parquet, directory.resolve("r1")));
  }

  /** A model directory is not read by any class that it names or statement that it contains. */
  @Test
  void aModelThatCallsMethods() throws IOException {
    Path copy = directory.resolve("copied/model");
    FileUtils.copyDirectory(new File(table), copy.toFile());
    Path features = copy.resolve("features.json");
    Files.writeString(
        features,
        Files.readString(features)
            .replace(
                "\"ln(carat)\"", "\"length(java_method('ridgeline.job.PredictTest', 'called'))\""));
    refuses(
        ExitCode.USAGE,
        "the model .*copied/model cannot be read: features.json (has|is not what was written).*",
        predict(copy.toString(), parquet, directory.resolve("r9")));
    Files.writeString(copy.resolve("manifest.json"), manifestOf(copy));
    refuses(
        ExitCode.USAGE,
        "the model .*copied/model cannot be read: features.json: the expression"
            + " 'length\\(java_method\\(.*' calls java_method, but a model can keep only built-in functions of Spark that depend on the row alone; .*",
        predict(copy.toString(), parquet, directory.resolve("r9")));
    assertThat(calls).isZero();
  }

  /** Each damaged file is refused, or the model is the same. */
  @Test
  void damagedModels(@TempDir Path own) throws IOException {
    for (String model : List.of(images, table)) {
      Path copy = own.resolve(Integer.toHexString(model.hashCode()));
      FileUtils.copyDirectory(new File(model), copy.toFile());
      ModelDamage.check(copy, 40);
    }
  }

  private static int calls;

  /** What a damaged model would call. */
  public static String called() {
    calls++;
    return "called";
  }

  private static String manifestOf(Path model) throws IOException {
    try (FileSystem files = FileSystem.newInstance(model.toUri(), new Configuration())) {
      Writer text = new StringWriter();
      ModelManifest.of(
              files, new org.apache.hadoop.fs.Path(model.toString()), ModelManifest.Kind.NETWORK)
          .writeTo(text);
      return text.toString();
    }
  }

  @Test
  void noSuchColumn() {
    refuses(
        ExitCode.USAGE,
        "--column: there is no column pixels; the columns are id, image",
        predict(images, parquet, directory.resolve("r2"), "--column", "pixels"));
    refuses(
        ExitCode.DATA,
        "the table has no columns carat, cut, .*, which the model needs; known: id, image",
        predict(table, parquet, directory.resolve("r3")));
  }

  @Test
  void optionsThatDoNotApplyAreRefused() {
    refuses(
        ExitCode.USAGE,
        "--column: only applies to models of images, and this is a network of a table; leave it out",
        predict(table, parquet, directory.resolve("r10"), "--column", "image"));
    refuses(
        ExitCode.USAGE,
        "--column: names the column of images of a table, but .* is a directory of images; leave it out",
        predict(images, imageFiles, directory.resolve("r11"), "--column", "image"));
    refuses(
        ExitCode.USAGE,
        "--option: is for the data source of a table, but .* is a directory of images; leave it out",
        predict(images, imageFiles, directory.resolve("r12"), "--option", "sep=;"));
  }

  @Test
  void aFeatureThatIsNoNumber() {
    String diamond =
        "select %s carat, 'Ideal' cut, 'E' color, 'SI2' clarity, 61.5 depth, 55.0 table, 3.95 x,"
            + " 3.98 y, 2.43 z";
    for (String carat : List.of("double(null)", "double('NaN')", "double('Infinity')")) {
      Path rows = directory.resolve("rows-" + carat.length());
      LocalSpark.session().sql(diamond.formatted(carat)).write().parquet(rows.toString());
      refuses(
          ExitCode.DATA,
          "of 1 rows, 1 have a value of .*carat.* that is null, NaN or infinite; .*fix them, or leave out such rows",
          predict(table, rows, directory.resolve("r7")));
    }
  }

  /** As a float it is infinite, and the prediction was NaN. */
  @Test
  void aFeatureTooLargeForANetwork() {
    Path rows = directory.resolve("rows-large");
    LocalSpark.session()
        .sql(
            "select 0.5D carat, 'Ideal' cut, 'E' color, 'SI2' clarity, x depth, 55.0 table, 3.95 x,"
                + " 3.98 y, 2.43 z from values (61.5D), (1e60D) as t (x)")
        .write()
        .parquet(rows.toString());
    refuses(
        ExitCode.DATA,
        "of 2 rows, 1 have a value of `?depth`? that is NaN or infinite; fix them, or leave out such rows",
        predict(table, rows, directory.resolve("r-large")));
  }

  /** A class was named from probabilities that were NaN. */
  @Test
  void rowsThatOverflowAreLeftOutWhereTrainingLeavesThemOut(@TempDir Path own) throws IOException {
    Path job =
        Files.writeString(
            own.resolve("job.yaml"),
            """
            name: classes
            data: {sql: "select id x, id % 2 y from range(200)", label: y, numeric: [x], invalid: drop}
            classes: [even, odd]
            network: [{dense: 2}]
            epochs: 1
            """);
    InProcess.train(job, own.resolve("training"));
    Path rows = Files.writeString(own.resolve("rows.csv"), "x\n1\n1e60\n2\n");
    Path out = own.resolve("out");
    JobRun run = predict(own.resolve("training/model").toString(), rows, out);
    assertThat(predictions(run, out).count()).isEqualTo(2);
    assertThat(run.out()).contains("x: 1 rows with null, NaN or infinity", "1 rows left out");
  }

  @Test
  void aNullInAFormula(@TempDir Path own) throws IOException {
    Path job =
        Files.writeString(
            own.resolve("job.yaml"),
            """
            name: formula
            data: {sql: "select id x, id * 2.0 y from range(200)", formula: y ~ x}
            network: [{dense: 1}]
            epochs: 1
            """);
    InProcess.train(job, own.resolve("training"));
    Path rows = Files.writeString(own.resolve("rows.csv"), "x,z\n1,2\n,3\n");
    refuses(
        ExitCode.DATA,
        "of 2 rows, 1 have a value of `x` that is null, NaN or infinite; fix them, or leave out such rows",
        predict(own.resolve("training/model").toString(), rows, own.resolve("out")));
  }

  @Test
  void theCheckpointOfATrainingStays() throws IOException {
    Path out = directory.resolve("r8");
    Path state = Files.createDirectories(out.resolve("checkpoint")).resolve("state.json");
    Files.writeString(state, "{}");
    refuses(
        ExitCode.USAGE,
        "--out .* holds the checkpoint of an interrupted run; add --resume .*",
        predict(images, parquet, out));
    assertThat(state).hasContent("{}");
  }

  @Test
  void anotherSize(@TempDir Path others) throws IOException {
    BufferedImage image = new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", others.resolve("a.png").toFile());
    refuses(
        ExitCode.DATA,
        ".*a.png has 7 x 5 pixels, but the network takes 12 x 12; resize it, or change the network's input",
        predict(images, others, directory.resolve("r4")));
    Files.writeString(others.resolve("a.png"), "no image");
    refuses(
        ExitCode.DATA,
        ".*a.png is not a readable image; convert it to PNG, or remove it",
        predict(images, others, directory.resolve("r5")));
    byte[] whole = Files.readAllBytes(imageFiles.resolve("00.PNG"));
    Files.write(others.resolve("a.png"), Arrays.copyOf(whole, whole.length / 2));
    refuses(
        ExitCode.DATA,
        ".*a.png is not a readable image \\(.*\\); convert it to PNG, or remove it",
        predict(images, others, directory.resolve("r5")));
  }

  @Test
  void noData() {
    refuses(
        ExitCode.DATA,
        ".*none.* cannot be read: .*",
        predict(images, directory.resolve("none"), directory.resolve("r6")));
  }
}
