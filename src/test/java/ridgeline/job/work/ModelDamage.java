package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.ModelFiles;

/** Damages the files of a model, one at a time, and reads the model. */
public final class ModelDamage {
  private static final long SEED = 11;

  private ModelDamage() {}

  /**
   * Checks that what is read is the same model, or refused with one sentence.
   *
   * @param times for each file that is read, and the manifest
   */
  public static void check(Path model, int times) throws IOException {
    String whole = read(model);
    SplittableRandom random = new SplittableRandom(SEED);
    for (String name :
        List.of(
            "manifest.json",
            "features.json",
            "linear.json",
            "network.json",
            "label.json",
            "parameters.safetensors")) {
      Path file = model.resolve(name);
      if (Files.exists(file)) {
        byte[] content = Files.readAllBytes(file);
        Files.deleteIfExists(model.resolve("." + name + ".crc"));
        for (int trial = 0; trial < times; trial++) {
          Files.write(file, damaged(content, random));
          requireSameOrRefused(model, whole, "%s, seed %d, trial %d".formatted(name, SEED, trial));
        }
        Files.delete(file);
        requireSameOrRefused(model, whole, "without " + name);
        Files.write(file, content);
      }
    }
    assertThat(read(model)).isEqualTo(whole);
  }

  private static byte[] damaged(byte[] content, SplittableRandom random) {
    byte[] damaged = content.clone();
    switch (random.nextInt(3)) {
      case 0 -> {
        return Arrays.copyOf(content, random.nextInt(content.length));
      }
      case 1 -> {
        return Arrays.copyOf(content, content.length + 1 + random.nextInt(100));
      }
      default -> {
        for (int flips = 1 + random.nextInt(400); flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
      }
    }
  }

  private static void requireSameOrRefused(Path model, String whole, String what) {
    try {
      assertThat(read(model)).as(what).isEqualTo(whole);
    } catch (UsageException e) {
      assertThat(String.valueOf(e.getMessage()).lines()).as(what).hasSize(1);
    }
  }

  /** The whole content of a model as text. */
  private static String read(Path model) {
    PredictJob.Saved saved =
        ModelFiles.read(model.toString(), new Configuration(), PredictJob::readModel);
    try {
      StringWriter text = new StringWriter();
      if (saved.linear() != null) {
        text.write(saved.linear().text());
      }
      if (saved.features() != null) {
        text.write(saved.features().text());
      }
      if (saved.network() != null) {
        saved.network().writeDescription(text);
        ByteArrayOutputStream parameters = new ByteArrayOutputStream();
        saved.network().writeParameters(parameters);
        text.write(Arrays.toString(parameters.toByteArray()));
      }
      if (saved.label() != null) {
        text.write(saved.label().text());
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
