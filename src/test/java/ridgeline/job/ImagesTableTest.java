package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** Trains a network on a table of colour images and predicts their classes. */
@Tag("torch")
class ImagesTableTest {
  private static final int PIXELS = 4 * 5;
  private static final int IMAGES = 600;

  /** The class of an image is its brightest channel: green, red or blue. */
  private static Path write(Path directory) {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] bytes = new byte[3 * PIXELS];
      int[] numbers = new int[3 * PIXELS];
      for (int k = 0; k < bytes.length; k++) {
        numbers[k] = (k / PIXELS == (i + 1) % 3 ? 75 : 0) + random.nextInt(180);
        bytes[k] = (byte) numbers[k];
      }
      rows.add(RowFactory.create(bytes, numbers, (long) (i % 3)));
    }
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("pixels", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("colour", DataTypes.LongType);
    Path table = directory.resolve("images.parquet");
    LocalSpark.session()
        .createDataFrame(rows, schema)
        .repartition(3)
        .write()
        .parquet(table.toString());
    return table;
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "pixels"})
  void isTrainedOnAndReported(String column, @TempDir Path directory) throws IOException {
    Path table = write(directory);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: colours
            data:
              images: {path: %s, column: %s, label: colour, channels: 3, height: 4, width: 5}
            network: [{conv: 6, padding: 1}, batchNorm, relu, {maxPool: 2}, flatten, {dense: 3}]
            regularisation: {augmentation: {horizontalFlip: true}}
            optimiser: {method: adam, learningRate: 0.02}
            epochs: 4
            batch: 16
            """
                .formatted(table, column));
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    assertThat(report.path("input").toString()).isEqualTo("[3,4,5]");
    int test = report.path("rows").path("test").asInt();
    int validation = report.path("rows").path("validation").asInt();
    assertThat(test).isBetween(30, 90);
    assertThat(validation).isBetween(30, 90);
    assertThat(report.path("rows").path("training").asInt()).isEqualTo(IMAGES - test - validation);
    assertThat(report.path("chosen").path("test").path("accuracy").asDouble()).isGreaterThan(0.9);

    Path scored = directory.resolve("scored");
    JobRun run =
        JobRun.of(
            PredictCommand::execute,
            List.of(
                out.resolve("model").toString(),
                table.toString(),
                "--column",
                column,
                "--out",
                scored.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    long right =
        LocalSpark.session()
            .read()
            .parquet(scored.resolve("predictions").toString())
            .filter("prediction = colour")
            .count();
    assertThat(right).isGreaterThan(IMAGES * 9 / 10);
  }

  /** Image files of three colours, in one directory for each, and as file contents in a column. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void encodedImagesAreTrainedOn(boolean inDirectories, @TempDir Path directory)
      throws IOException {
    Path images = Files.createDirectory(directory.resolve("some images"));
    List<String> colours = List.of("blue", "green", "red");
    List<Row> rows = new ArrayList<>();
    Random random = new Random(6);
    for (int i = 0; i < IMAGES / 3; i++) {
      int colour = i % 3;
      BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
      for (int k = 0; k < PIXELS; k++) {
        int[] rgb = {random.nextInt(180), random.nextInt(180), random.nextInt(180)};
        rgb[2 - colour] += 75;
        image.setRGB(k % 5, k / 5, rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
      }
      Path place = Files.createDirectories(images.resolve(colours.get(colour)));
      Path file = place.resolve("%03d.png".formatted(i));
      ImageIO.write(image, "png", file.toFile());
      rows.add(RowFactory.create(Files.readAllBytes(file), colour));
    }
    Path table = directory.resolve("encoded.parquet");
    StructType schema =
        new StructType().add("image", DataTypes.BinaryType).add("label", DataTypes.IntegerType);
    LocalSpark.session().createDataFrame(rows, schema).write().parquet(table.toString());
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: colours
            data: {images: {path: %s, channels: 3, height: 4, width: 5}}
            network: [flatten, {dense: 3}]
            optimiser: {method: adam, learningRate: 0.02}
            epochs: 6
            batch: 16
            """
                .formatted(inDirectories ? images : table));
    Path out = directory.resolve("out");
    InProcess.train(job, out);
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    assertThat(report.at("/chosen/test/accuracy").asDouble()).isGreaterThan(0.8);
    assertThat(report.path("areas")).hasSize(3);
    assertThat(report.path("classes").toString())
        .isEqualTo(inDirectories ? "[\"blue\",\"green\",\"red\"]" : "[]");

    if (inDirectories) {
      Files.writeString(images.resolve("red/broken.png"), "no image");
      TrainRun run = TrainRun.of(job, directory.resolve("again"), List.of());
      assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(run.complaints())
          .singleElement()
          .asString()
          .contains("red/broken.png is not a readable image");
      TrainRun named =
          TrainRun.of(job, directory.resolve("named"), List.of("classes=[blue, green, yellow]"));
      assertThat(named.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(named.complaints())
          .singleElement()
          .asString()
          .matches("classes: has no red, but .* has a directory of images with that name; .*");
    }
  }
}
