package ridgeline.sql;

import static ridgeline.sql.JobProcedure.OPTIONS;
import static ridgeline.sql.JobProcedure.parameter;
import static ridgeline.sql.JobProcedure.text;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.job.RetrainCommand;

/** {@code CALL ridgeline.retrain(...)}: a row for each date that was retrained. */
final class RetrainProcedure {
  private static final String NEWEST = "newest";

  private static final StructType SCHEMA =
      new StructType()
          .add("date", DataTypes.DateType, false)
          .add("version", DataTypes.LongType, false)
          .add("promoted", DataTypes.BooleanType, false)
          .add("repeated", DataTypes.BooleanType, false)
          .add("sentence", DataTypes.StringType, false)
          .add("directory", DataTypes.StringType);

  private RetrainProcedure() {}

  static JobProcedure define() {
    return new JobProcedure(
        "retrain",
        "Trains a model on the partitions that are new and promotes it if the gate lets it pass",
        List.of(
            text("job", "A job file on the driver or a Hadoop file system, or its text"),
            text("date", "The logical date, or newest for that of the table's newest partition"),
            text("from_date", "The first of several dates, instead of date"),
            text("to_date", "The last of these dates"),
            parameter(
                "options", OPTIONS, "Keys of the job file, such as map('window.last', '60 days')")),
        RetrainProcedure::run);
  }

  private static ProcedureRows run(SparkSession spark, Arguments given) {
    String job = given.required("job", "a job file or its text");
    List<String> arguments = new ArrayList<>(List.of("--progress", "none"));
    arguments.addAll(dates(given));
    arguments.addAll(given.overrides());
    arguments.addAll(List.of("--", job));
    List<Row> rows = new ArrayList<>();
    ProcedureFailure.requireDone(
        RetrainCommand.run(
            spark,
            done ->
                rows.add(
                    RowFactory.create(
                        done.date(),
                        done.version(),
                        done.promoted(),
                        done.repeated(),
                        done.sentence(),
                        done.directory())),
            arguments.toArray(String[]::new)));
    return new ProcedureRows(SCHEMA, rows);
  }

  private static List<String> dates(Arguments given) {
    if (given.has("date")) {
      given.refuse("date", "give one or the other", "from_date", "to_date");
      String date = given.required("date", "such as '2001-06-07'");
      return List.of("--date", date.equals(NEWEST) ? date : date("date", date));
    }
    if (!given.has("from_date") || !given.has("to_date")) {
      throw new ArgumentException("retrain: give date, or both from_date and to_date");
    }
    return List.of(
        "--from",
        date("from_date", given.required("from_date", "a date")),
        "--to",
        date("to_date", given.required("to_date", "a date")));
  }

  private static String date(String name, String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException e) {
      throw new ArgumentException(
          "retrain: %s must be a date, such as 2001-06-07, got: %s".formatted(name, text));
    }
  }
}
