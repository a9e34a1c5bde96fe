package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import ridgeline.job.RetrainCommand;
import ridgeline.job.SweepCommand;
import ridgeline.job.failure.ExitCode;

/** The schedules under {@code conf} are well-formed and call the job with valid arguments. */
@Tag("process")
class SchedulesIT {
  private static void assertParses(Object command, List<String> arguments, String option) {
    CommandLine.ParseResult parsed =
        new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.hasMatchedPositional(0)).as("a job file").isTrue();
    assertThat(parsed.hasMatchedOption(option)).isTrue();
  }

  private static JsonNode kubernetes(String file) throws Exception {
    return new YAMLMapper().readTree(Path.of("conf/kubernetes", file).toFile());
  }

  private static void assertRuns(JsonNode application, Object command, String option)
      throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchedulesIT.class.getResourceAsStream("spark-application.schema.json"));
    assertThat(schema.validate(application)).isEmpty();
    JsonNode spec = application.path("spec");
    assertThat(spec.path("mainClass").asText()).isEqualTo(command.getClass().getName());
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom)
        .contains("<spark.version>" + spec.path("sparkVersion").asText() + "</spark.version>")
        .contains("<version>" + spec.path("image").asText().replaceAll(".*:", "") + "</version>");
    assertThat(spec.path("mainApplicationFile").asText())
        .isEqualTo("local:///opt/app/ridgeline.jar");
    List<String> arguments = new ArrayList<>();
    spec.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    assertParses(command, arguments, option);
  }

  @Test
  void kubernetesRunsTheSweep() throws Exception {
    assertRuns(kubernetes("sweep.yaml"), new SweepCommand(), "--out");
  }

  /** Its template is what an application specifies. */
  @Test
  void kubernetesRetrainsOnASchedule() throws Exception {
    ObjectNode scheduled = (ObjectNode) kubernetes("retrain.yaml");
    assertThat(scheduled.path("kind").asText()).isEqualTo("ScheduledSparkApplication");
    assertThat(scheduled.path("spec").path("schedule").asText()).isEqualTo("0 3 * * *");
    assertThat(scheduled.path("spec").path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    scheduled.put("kind", "SparkApplication").set("spec", scheduled.path("spec").path("template"));
    assertRuns(scheduled, new RetrainCommand(), "--date");
  }

  /** Airflow itself runs it in {@code .ci/run}. */
  @Test
  void airflowRetrains() throws Exception {
    String dag = Files.readString(Path.of("conf/airflow/retrain.py"));
    Matcher call = Pattern.compile("jobs/retrain '\\{JOB}' (.*)\"").matcher(dag);
    assertThat(call.find()).isTrue();
    List<String> arguments = new ArrayList<>(List.of("job.yaml"));
    arguments.addAll(List.of(call.group(1).replace("{{{{ ds }}}}", "2001-03-31").split(" ")));
    assertParses(new RetrainCommand(), arguments, "--date");
    assertThat(dag).contains("REFUSED = " + ExitCode.REFUSED + "\n", "skip_on_exit_code=REFUSED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "timer"})
  void systemdAcceptsTheUnits(String kind) throws Exception {
    Path unit = Path.of("conf/systemd/ridgeline-retrain." + kind);
    assertThat(Files.readAllLines(unit))
        .allMatch(line -> line.matches("|#.*|\\[(Unit|Service|Timer|Install)]|[A-Z][A-Za-z]+=.+"));
    if (kind.equals("service")) {
      Matcher call = Pattern.compile("exec jobs/retrain (.*)'").matcher(Files.readString(unit));
      assertThat(call.find()).isTrue();
      assertParses(
          new RetrainCommand(),
          List.of(call.group(1).replaceAll("\"\\$\\(.*\\)\"", "2001-03-31").split(" ")),
          "--date");
      assertThat(Files.readAllLines(unit)).contains("SuccessExitStatus=" + ExitCode.REFUSED);
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
