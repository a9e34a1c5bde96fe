package ridgeline.sql;

import static ridgeline.sql.JobProcedure.OPTIONS;
import static ridgeline.sql.JobProcedure.TEXTS;
import static ridgeline.sql.JobProcedure.parameter;
import static ridgeline.sql.JobProcedure.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.data.DataConfig;
import ridgeline.config.text.Spelling;
import ridgeline.job.SweepCommand;

/** {@code CALL ridgeline.sweep(...)}: a sweep of a table, or of a job. */
final class SweepProcedure {
  /** The arguments that are also keys of {@code data}. */
  private static final List<String> COLUMNS = List.of("label", "numeric", "categorical", "weight");

  private static final String NAME = "sweep";

  /** Options that give features; columns are then not guessed. */
  private static final Set<String> FEATURES =
      Set.of("data.numeric", "data.categorical", "data.vector", "data.formula");

  private static final int MAX_NAME = 64;

  private SweepProcedure() {}

  static JobProcedure define() {
    return new JobProcedure(
        NAME,
        "Chooses a regularised linear model by cross-validation and returns the result",
        List.of(
            text("table", "A table or a view of the session; or give job instead"),
            text("label", "The label, a column or an expression"),
            parameter(
                "numeric",
                TEXTS,
                "Numeric features, columns or expressions; all numeric columns if neither these nor"
                    + " categorical ones are given"),
            parameter("categorical", TEXTS, "Categorical features, columns or expressions"),
            text("weight", "Weight of a row, a column or an expression; 1 by default"),
            parameter(
                "options",
                OPTIONS,
                "Keys of a job file, such as map('select.rule', 'min', 'grid.regParam.count', '50')"),
            text("job", "A job file on the driver or a Hadoop file system, or its text"),
            text(
                "out",
                "The output directory; by default only the result is returned, and no model kept"),
            text("result", "What to return: coefficients (default), cv, path, summary or files")),
        SweepProcedure::run);
  }

  private static ProcedureRows run(SparkSession spark, Arguments given) throws IOException {
    SweepRows rows = rows(given.text("result", SweepRows.COEFFICIENTS.toString()));
    List<String> arguments = new ArrayList<>(List.of("--progress", "none"));
    boolean drawn = given.has("out") || rows == SweepRows.FILES;
    if (!drawn) {
      arguments.add("--set=report.heldOut=false");
    }
    arguments.addAll(given.overrides());
    String job = given.has("job") ? job(given) : table(spark, given);
    String out = given.text("out");
    if (out != null) {
      return run(spark, arguments, job, given.required("out", "a new directory"), rows, out);
    }
    arguments.add("--no-model");
    try (TemporaryRun temporary = TemporaryRun.create()) {
      return run(spark, arguments, job, temporary.out(), rows, null);
    }
  }

  private static SweepRows rows(String name) {
    return Arrays.stream(SweepRows.values())
        .filter(rows -> rows.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ArgumentException(
                    "sweep: result is not %s%s"
                        .formatted(
                            name,
                            Spelling.hint(
                                name,
                                Arrays.stream(SweepRows.values())
                                    .map(SweepRows::toString)
                                    .toList()))));
  }

  private static String job(Arguments given) {
    given.refuse("job", "give one of them", "table");
    for (String key : COLUMNS) {
      given.refuse("job", "set it by options => map('data.%s', ...)".formatted(key), key);
    }
    return given.required("job", "a job file or its text");
  }

  private static String table(SparkSession spark, Arguments given) {
    if (!given.has("table")) {
      throw new ArgumentException("sweep: give table and label, or job");
    }
    ObjectNode job = JsonMapper.builder().build().createObjectNode();
    job.put("name", name(given.required("table", "a table or a view")));
    ObjectNode data = job.putObject("data").put("sql", given.query(spark, "table"));
    Map<String, String> options = given.map("options");
    for (String key : COLUMNS) {
      if (options.containsKey("data." + key)) {
        given.refuse("the option data." + key, "give one of them", key);
      }
    }
    if (options.containsKey("data.sql")) {
      given.refuse("the option data.sql", "give one of them", "table");
    }
    if (given.has("label")) {
      data.put("label", given.text("label"));
    } else if (!options.containsKey("data.label") && !options.containsKey("data.formula")) {
      throw new ArgumentException("sweep: give label, a column or an expression");
    }
    if (given.has("weight")) {
      data.put("weight", given.text("weight"));
    }
    List<String> numeric = given.texts("numeric");
    List<String> categorical = given.texts("categorical");
    boolean guessed =
        numeric.isEmpty()
            && categorical.isEmpty()
            && options.keySet().stream().noneMatch(FEATURES::contains);
    put(data, "numeric", guessed ? List.of(DataConfig.ALL_NUMERIC) : numeric);
    put(data, "categorical", categorical);
    return job.toString();
  }

  private static void put(ObjectNode data, String key, List<String> entries) {
    if (!entries.isEmpty()) {
      ArrayNode list = data.putArray(key);
      entries.forEach(list::add);
    }
  }

  /** The name of a job after a table, in the characters that it may have. */
  private static String name(String table) {
    String plain =
        table
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
    return plain.isEmpty() ? NAME : plain.substring(0, Math.min(MAX_NAME, plain.length()));
  }

  private static ProcedureRows run(
      SparkSession spark,
      List<String> arguments,
      String job,
      String directory,
      SweepRows rows,
      @Nullable String shown)
      throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--out", directory, "--", job));
    ProcedureFailure.requireDone(SweepCommand.run(spark, all.toArray(String[]::new)));
    return rows.of(new ResultFiles(directory, spark.sparkContext().hadoopConfiguration()), shown);
  }
}
