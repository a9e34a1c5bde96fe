package ridgeline.sql;

import static ridgeline.sql.JobProcedure.OPTIONS;
import static ridgeline.sql.JobProcedure.TEXTS;
import static ridgeline.sql.JobProcedure.parameter;
import static ridgeline.sql.JobProcedure.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.job.PredictCommand;

/** {@code CALL ridgeline.predict(...)}: scores a table and returns one row about it. */
final class PredictProcedure {
  private static final StructType SCHEMA =
      new StructType()
          .add("rows", DataTypes.LongType, false)
          .add("predicted", DataTypes.LongType, false)
          .add("left_out", DataTypes.LongType, false)
          .add("version", DataTypes.LongType)
          .add("predictions", DataTypes.StringType, false);

  /** Options of the command line that are texts, by the parameters that give them. */
  private static final Map<String, String> OPTIONAL =
      Map.of("output_format", "--as", "format", "--format", "image_column", "--column");

  private PredictProcedure() {}

  static JobProcedure define() {
    return new JobProcedure(
        "predict",
        "Scores a table with a saved model and writes the rows with their predictions",
        List.of(
            text(
                "model",
                "The directory of a run, or a version of a store: STORE/NAME@champion, STORE/NAME:7"),
            text("table", "A table or a view of the session; or give path instead"),
            text("out", "The output directory, which must be new or empty"),
            text("path", "A table in files, or a directory of images"),
            parameter("partition_by", TEXTS, "Columns of the directories of the predictions"),
            text("output_format", "parquet (default), json or csv"),
            text("format", "Spark data source of path; guessed from its name when left out"),
            parameter("options", OPTIONS, "Options of this data source"),
            text("image_column", "The column of a table that holds images; image by default")),
        PredictProcedure::run);
  }

  private static ProcedureRows run(SparkSession spark, Arguments given) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--progress", "none"));
    String model = given.required("model", "the directory of a run, or STORE/NAME@champion");
    String out = given.required("out", "a new directory for the predictions");
    arguments.addAll(List.of("--out", out));
    OPTIONAL.forEach(
        (parameter, option) -> {
          if (given.has(parameter)) {
            arguments.add(option + "=" + given.text(parameter));
          }
        });
    given.texts("partition_by").forEach(column -> arguments.add("--partition-by=" + column));
    arguments.addAll(given.options("--option", "options of the data source, such as sep"));
    if (given.has("table")) {
      given.refuse("table", "give it with path", "path", "format", "options");
      arguments.add("--sql=" + given.query(spark, "table"));
      arguments.addAll(List.of("--", model));
    } else {
      String path = given.required("path", "a table in files, or table");
      arguments.addAll(List.of("--", model, path));
    }
    ProcedureFailure.requireDone(PredictCommand.run(spark, arguments.toArray(String[]::new)));
    return rows(out, spark.sparkContext().hadoopConfiguration());
  }

  private static ProcedureRows rows(String out, Configuration configuration) throws IOException {
    JsonNode result = new ResultFiles(out, configuration).json("predict.json");
    long predicted = result.path("rows").asLong();
    long leftOut = result.path("leftOut").asLong();
    JsonNode version = result.path("version");
    return new ProcedureRows(
        SCHEMA,
        List.of(
            RowFactory.create(
                predicted + leftOut,
                predicted,
                leftOut,
                version.isNumber() ? version.asLong() : null,
                new Path(out, "predictions").toString())));
  }
}
