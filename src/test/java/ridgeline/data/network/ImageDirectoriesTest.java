package ridgeline.data.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

/** Images in one directory per class. */
@Tag("spark")
class ImageDirectoriesTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void writeTwoClasses() throws IOException {
    write("images/green/1.png");
    write("images/red/1.png");
  }

  private void write(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
  }

  private NetworkTable open(String name) throws ConfigException {
    String job =
        """
        name: images
        data: {images: {path: '%s', height: 2, width: 3}}
        network: [flatten, {dense: 2}]
        """
            .formatted(directory.resolve(name));
    return NetworkTable.open(
        LocalSpark.session(), TrainConfigReader.read(job, "job.yaml", List.of()));
  }

  private static List<String> problems(NetworkTable table) {
    return table.rows().filter("problem is not null").collectAsList().stream()
        .map(row -> row.<String>getAs(NetworkTable.PROBLEM))
        .toList();
  }

  @Test
  void hiddenDirectoriesAreNotClasses() throws Exception {
    write("images/.ipynb_checkpoints/1.png");
    write("images/_rejected/1.png");
    write("images/empty/_1.png");
    write("images/_size=large/1.png");
    NetworkTable table = open("images");
    assertThat(table.classNames()).containsExactly("_size=large", "green", "red");
    assertThat(problems(table)).isEmpty();
    assertThat(table.rows().select("label").collectAsList())
        .extracting(row -> row.getDouble(0))
        .containsExactlyInAnyOrder(0.0, 1.0, 2.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.png", "red/dark/1.png", "red/green/1.png", "other/red/1.png"})
  void anImageElsewhereIsReported(String name) throws Exception {
    write("images/" + name);
    assertThat(problems(open("images")))
        .singleElement()
        .asString()
        .endsWith(
            "%s/images/%s is not in the directory of a class; move it to one, or remove it"
                .formatted(directory, name));
  }

  /** Spark skips them. */
  @Test
  void anEmptyImageIsRefused() throws Exception {
    Files.createFile(directory.resolve("images/red/2.png"));
    Files.createSymbolicLink(directory.resolve("images/red/3.png"), directory.resolve("gone"));
    assertThatThrownBy(() -> open("images"))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            ".*/images/red/2.png is empty, or a broken link, and so is 1 more; replace it, or remove it");
  }

  @Test
  void filesOfOtherKindsAreNoted() throws Exception {
    assertThat(open("images").notes()).isEmpty();
    Files.createDirectories(directory.resolve("images/bird"));
    Files.writeString(directory.resolve("images/bird/1.webp"), "x");
    Files.writeString(directory.resolve("images/red/y.tif"), "x");
    NetworkTable table = open("images");
    assertThat(table.classNames()).containsExactly("green", "red");
    assertThat(table.notes())
        .containsExactly(
            "2 files are left out because their names do not end with .png, .jpg, .jpeg, .gif or .bmp; the first is bird/1.webp");
  }

  /** The pom sets the variable for tests, to a bar. */
  @Test
  void aPathMayUseEnvironmentVariables() throws Exception {
    write("more|images/blue/1.png");
    NetworkTable table = open("more${env:COLUMN_SEPARATOR}images");
    assertThat(table.classNames()).containsExactly("blue");
    assertThat(table.rows().count()).isOne();
    assertThat(table.source().toString()).contains("${env:COLUMN_SEPARATOR}");
    assertThatThrownBy(() -> open("${env:NOT_SET}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data.images.path: the environment variable NOT_SET is not set on the driver");
  }
}
