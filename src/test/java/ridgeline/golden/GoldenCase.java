package ridgeline.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cross-validated path computed by R or Python; {@code producedBy} has the command. */
@SuppressWarnings("ArrayRecordComponent")
public record GoldenCase(
    @JsonProperty("case") String name,
    String producedBy,
    String data,
    double elasticNetParam,
    boolean standardization,
    boolean fitIntercept,
    String l2Scale,
    String weights,
    int numFolds,
    double @Nullable [] penaltyFactor,
    double[] regParam,
    double[] cvm,
    double[] cvsd,
    int[] nzero,
    double lambdaMin,
    double lambda1se,
    double[] intercept,
    double[][] coefficients) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** All cases under {@code src/test/resources/golden}. */
  public static List<GoldenCase> all() {
    try (Stream<Path> files =
        Files.list(
            Path.of(Objects.requireNonNull(resource("/golden/wide.csv")).toURI()).getParent())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(GoldenCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.net.@Nullable URL resource(String name) {
    return GoldenCase.class.getResource(name);
  }

  private static GoldenCase read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return MAPPER.readValue(in, GoldenCase.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
