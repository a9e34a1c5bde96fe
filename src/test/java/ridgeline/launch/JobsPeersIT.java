package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jobs/peers} if neither R nor scikit-learn is installed; a script stands in for R. */
@Tag("process")
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class JobsPeersIT {
  private static final String SHAPE =
      """
      {"rows": 2, "features": 1, "label": "y", "names": ["x"], "folds": 2, "grid": [
        {"elasticNetParam": 0.0, "regParams": [2.0, 1.0], "cvm": [5.0, 4.0]},
        {"elasticNetParam": 1.0, "regParams": [0.2, 0.1], "cvm": [3.0, 3.5]}]}
      """;
  private static final String BENCHMARK =
      """
      {"started": "2026-01-01T00:00:00Z",
       "machine": {"cpu": "abacus", "parallelism": 2, "blas": "beads"},
       "table": {"rows": 2, "features": 1},
       "measurements": [
         {"name": "sweep.exhaustive.statistics", "median": 0.5},
         {"name": "sweep.exhaustive.solving", "median": 1.5},
         {"name": "sweep.exhaustive.cells", "median": 12}]}
      """;
  private static final String PEER =
      """
      #!/bin/sh
      cat > "$2/grid"
      printf 'version\\tpeer 1.0\\nblas\\tlibpeer.so\\n'
      printf 'time\\tpeer.cv\\t6\\t1\\tnoted\\t5\\t3\\t4\\n'
      printf 'cvm\\t0\\t5\\t4\\ncvm\\t1\\t3.003\\t3.5\\n'
      """;

  private Path directory;
  private Path export;
  private String rscript = "/there/is/no/Rscript";

  private record Run(int exitCode, String out, String err) {}

  @BeforeEach
  void makeExport(@TempDir Path made) throws IOException, InterruptedException {
    assumeTrue(hasPython(), "no python3");
    directory = made;
    export = Files.createDirectory(directory.resolve("export"));
    Files.writeString(export.resolve("shape.json"), SHAPE);
    Files.write(export.resolve("rows.f64"), new byte[2 * 2 * 8]);
    Files.write(export.resolve("folds.i32"), new byte[2 * 4]);
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Run peers(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("jobs/peers"));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("RSCRIPT", rscript);
    builder.environment().put("PYTHON", "/there/is/no/python3");
    int exitCode = builder.start().waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  private void refuses(String complaint, String... arguments)
      throws IOException, InterruptedException {
    Run run = peers(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).isEqualTo(complaint + "\n");
    assertThat(run.out()).isEmpty();
  }

  private void installPeer(String script) throws IOException {
    Path file = Files.writeString(directory.resolve("peer"), script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    rscript = file.toString();
  }

  @Test
  void anEmptyDirectory() throws IOException, InterruptedException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    refuses(
        ("EXPORT_DIR: %s/shape.json cannot be read: No such file or directory; give a directory"
                + " that jobs/benchmark --export wrote")
            .formatted(empty),
        empty.toString());
  }

  @Test
  void rowsThatAreCutShort() throws IOException, InterruptedException {
    Files.write(export.resolve("rows.f64"), new byte[8]);
    refuses(
        ("EXPORT_DIR: %s/rows.f64 has 8 bytes, not the 32 of 2 rows x 1 features; give a directory"
                + " that jobs/benchmark --export wrote")
            .formatted(export),
        export.toString());
  }

  @Test
  void aBenchmarkOfAnotherTable() throws IOException, InterruptedException {
    Path other =
        Files.writeString(
            directory.resolve("b.json"), BENCHMARK.replace("\"rows\": 2", "\"rows\": 9"));
    refuses(
        ("--benchmark: %s is about 9 rows x 1 features, not the 2 x 1 of the export; give the"
                + " --json of the jobs/benchmark that exported the table")
            .formatted(other),
        export.toString(),
        "--benchmark=" + other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--repeats=0 | --repeats: must be at least 1, got: 0",
        "--repeats=x | argument --repeats: invalid int value: 'x'; see --help",
        "--only=R | --only: must be one of glmnet, scikit-learn, got: R",
        "--json=pom.xml | --json: pom.xml already exists; choose another, or remove it",
        "--json=no/p.json | --json: no/p.json cannot be written; create its directory first",
      })
  void aBadOption(String option, String complaint) throws IOException, InterruptedException {
    refuses(complaint, export.toString(), option);
  }

  @Test
  void peersThatAreNotInstalled() throws IOException, InterruptedException {
    Run run = peers(export.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .containsExactly(
            "glmnet is not installed; on Debian: apt-get install r-cran-glmnet",
            "scikit-learn is not installed; on Debian: apt-get install python3-sklearn");
  }

  @Test
  void aPeerThatFails() throws IOException, InterruptedException {
    installPeer("#!/bin/sh\nexit 5\n");
    Run run = peers(export.toString(), "--only=glmnet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).containsExactly("glmnet failed with exit code 5; see above");
  }

  @Test
  void aPeerIsComparedWithTheSweep() throws IOException, InterruptedException {
    installPeer(PEER);
    Files.writeString(export.resolve("benchmark.json"), BENCHMARK);
    Path json = directory.resolve("p.json");
    Run run = peers(export.toString(), "--repeats=3", "--json=" + json);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(export.resolve("grid")).hasContent("0.0\t2.0\t1.0\n1.0\t0.2\t0.1");
    assertThat(run.out().lines())
        .contains("  scikit-learn is not installed; on Debian: apt-get install python3-sklearn")
        .anyMatch(line -> line.matches("peer\\.cv +4\\.00 +6 +6\\.67e-01 +1  peer 1\\.0"))
        .anyMatch(line -> line.matches("sweep +3 +1\\.0 +0\\.2 +0\\.0e\\+00"))
        .anyMatch(line -> line.matches("glmnet +3\\.003 +1\\.0 +0\\.2 +1\\.0e-03"));

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/measurements/0/runs"))
        .map(JsonNode::asDouble)
        .containsExactly(5., 3., 4.);
    assertThat(report.at("/ratios/0/name").asText())
        .isEqualTo("glmnet / (statistics + solving), scaled from 6 to 12 cells");
    assertThat(report.at("/ratios/0/value").asDouble()).isCloseTo(4.0, within(1e-12));
    assertThat(report.at("/smallest/1/regParam").asDouble()).isEqualTo(0.2);
  }
}
