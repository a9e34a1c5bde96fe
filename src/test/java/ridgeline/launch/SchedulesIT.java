package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import ridgeline.job.SweepCommand;

/** The schedules under {@code conf} are well-formed and call the job with valid arguments. */
@Tag("process")
class SchedulesIT {
  private static void assertParses(List<String> arguments) {
    CommandLine.ParseResult parsed =
        new CommandLine(new SweepCommand()).parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.hasMatchedPositional(0)).as("a job file").isTrue();
    assertThat(parsed.hasMatchedOption("--out")).isTrue();
  }

  @Test
  void kubernetesRunsTheSweep() throws Exception {
    JsonNode application =
        new YAMLMapper().readTree(Path.of("conf/kubernetes/sweep.yaml").toFile());
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchedulesIT.class.getResourceAsStream("spark-application.schema.json"));
    assertThat(schema.validate(application)).isEmpty();
    JsonNode spec = application.path("spec");
    assertThat(spec.path("mainClass").asText()).isEqualTo(SweepCommand.class.getName());
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom)
        .contains("<spark.version>" + spec.path("sparkVersion").asText() + "</spark.version>")
        .contains("<version>" + spec.path("image").asText().replaceAll(".*:", "") + "</version>");
    assertThat(spec.path("mainApplicationFile").asText())
        .isEqualTo("local:///opt/app/ridgeline.jar");
    List<String> arguments = new ArrayList<>();
    spec.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    assertParses(arguments);
  }

  @Test
  void airflowRunsTheSweep() throws Exception {
    String dag = Files.readString(Path.of("conf/airflow/retrain.py"));
    assertThat(dag).contains("java_class=\"" + SweepCommand.class.getName() + "\"");
    Matcher list = Pattern.compile("application_args=\\[(.*?)\\]", Pattern.DOTALL).matcher(dag);
    assertThat(list.find()).isTrue();
    List<String> arguments =
        Pattern.compile("\"([^\"]*)\"")
            .matcher(list.group(1))
            .results()
            .map(argument -> argument.group(1))
            .toList();
    assertParses(arguments);
    File python = new File("/usr/bin/python3");
    assumeTrue(python.canExecute(), "python3 is not installed");
    assertRuns(
        python.toString(), "-c", "import ast; ast.parse(open('conf/airflow/retrain.py').read())");
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "timer"})
  void systemdAcceptsTheUnits(String kind) throws Exception {
    Path unit = Path.of("conf/systemd/ridgeline-retrain." + kind);
    assertThat(Files.readAllLines(unit))
        .allMatch(line -> line.matches("|#.*|\\[(Unit|Service|Timer|Install)]|[A-Z][A-Za-z]+=.+"));
    if (kind.equals("service")) {
      Matcher call = Pattern.compile("exec jobs/sweep (.*)'").matcher(Files.readString(unit));
      assertThat(call.find()).isTrue();
      assertParses(List.of(call.group(1).replace("\"", "").split(" (?!-u|\\+)", -1)));
    }
    File analyze = new File("/usr/bin/systemd-analyze");
    assumeTrue(analyze.canExecute(), "systemd-analyze is not installed");
    assertRuns(analyze.toString(), "verify", "--man=no", unit.toString());
  }

  private static String assertRuns(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
