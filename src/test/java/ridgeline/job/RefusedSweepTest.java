package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.GrowingTable;
import ridgeline.spark.LocalSpark;

/**
 * The answer to a user's mistake: the documented exit code, a line for each problem with its place
 * and remedy, no stack trace, and no output.
 */
@Tag("spark")
class RefusedSweepTest {
  /** A valid job of 24 rows; each test breaks it. */
  private static final String JOB =
      """
      name: spoilt
      data:
        sql: SELECT id, id % 7 AS x, id * id % 11 AS y, id % 2 AS g, 'a' AS text FROM range(24)
        label: y
        numeric: [x]
      folds: {count: 3}
      grid: {elasticNetParam: [1], regParam: {count: 3}}
      refit: statistics
      """;

  private Path directory;
  private Path job;
  private Path out;

  @BeforeEach
  void writeJob(@TempDir Path directory) throws IOException {
    this.directory = directory;
    job = Files.writeString(directory.resolve("job.yaml"), JOB);
    out = directory.resolve("out");
  }

  @Test
  void theJobIsSoundUnspoilt() {
    assertThat(run().exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(out.resolve("sweep.json")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.categorical=[g]", "data.weight='1'"})
  void tableThatGrowsWhileItIsRead(String override) {
    GrowingTable.create("growing");
    assertThat(refusal(ExitCode.DATA, "data.sql=SELECT * FROM growing", override))
        .singleElement()
        .asString()
        .matches(
            "the table had \\d+ rows at first and \\d+ later; it changes while it is read, so copy it first");
  }

  @Test
  void unknownKey() {
    refuses(
        ExitCode.USAGE,
        "grid.regParams: is not a known key; did you mean 'regParam'?",
        "grid.regParams=[1]");
  }

  @Test
  void wrongType() {
    refuses(
        ExitCode.USAGE, "folds.count: must be a whole number, got: \"many\"", "folds.count=many");
  }

  @Test
  void everyProblemIsReported() {
    assertThat(refusal(ExitCode.USAGE, "folds.count=1", "engine=grim"))
        .containsExactly(
            "folds.count: must be at least 2, got: 1",
            "engine: must be one of auto, gram, mllib, mllib-rows, got: \"grim\"");
  }

  @Test
  void everyProblemWithTheTableIsReported() {
    assertThat(refusal(ExitCode.USAGE, "data.label=yy", "data.numeric=[xx]"))
        .containsExactly(
            "data.label: there is no column `yy`; the columns are id, x, y, g, text",
            "data.numeric[0]: there is no column `xx`; the columns are id, x, y, g, text");
  }

  @Test
  void elasticNetParamOutsideZeroToOne() {
    refuses(
        ExitCode.USAGE,
        "grid.elasticNetParam[1]: must be in [0, 1], got: 1.5",
        "grid.elasticNetParam=[0, 1.5]");
  }

  @Test
  void badLabelExpression() {
    assertThat(refusal(ExitCode.USAGE, "data.label=log(y"))
        .singleElement()
        .asString()
        .startsWith("data.label: the expression 'log(y' is wrong: ")
        .contains("Syntax error");
  }

  @Test
  void badNumericExpression() {
    assertThat(refusal(ExitCode.USAGE, "data.numeric=[nofunction(x)]"))
        .singleElement()
        .asString()
        .startsWith("data.numeric[0]: the expression 'nofunction(x)' is wrong: ")
        .contains("`nofunction`");
  }

  @Test
  void badWhereExpression() {
    assertThat(refusal(ExitCode.USAGE, "data.where=x >"))
        .singleElement()
        .asString()
        .startsWith("data.where: the expression 'x >' is wrong: ")
        .contains("Syntax error");
  }

  @Test
  void whereThatIsNoCondition() {
    refuses(ExitCode.USAGE, "data.where: must be true or false, but 'x' is bigint", "data.where=x");
  }

  @Test
  void aggregateAsLabel() {
    refuses(
        ExitCode.USAGE,
        "data.label: 'avg(y)' is an aggregate of many rows; do that in data.sql",
        "data.label=avg(y)");
  }

  @Test
  void windowInWhere() {
    refuses(
        ExitCode.USAGE,
        "data.where: 'avg(x) OVER () > 1' reads other rows through a window; do that in data.sql",
        "data.where=avg(x) OVER () > 1");
  }

  @Test
  void divisionByZeroInAnExpression() {
    assertThat(refusal(ExitCode.DATA, "data.numeric=[1 / x]"))
        .singleElement()
        .asString()
        .startsWith("the data cannot be read: Division by zero")
        .contains("try_divide")
        .endsWith("; the expression is 1 / x");
  }

  @Test
  void expressionThatIsNotDeterministic() {
    refuses(
        ExitCode.USAGE,
        "data.numeric[0]: 'x + rand()' changes each time it is read because of rand; write it to a table first, or use a constant",
        "data.numeric=[x + rand()]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--dry-run"})
  void sqlThatIsNoQuery(String flag) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    arguments.addAll(List.of("--set", "data.sql=CREATE TABLE evil (x int) USING parquet"));
    if (!flag.isEmpty()) {
      arguments.add(flag);
    }
    SweepRun run = SweepRun.of(arguments);
    assertRefused(run, ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly(
            "data.sql: must be a query that only reads data, got a statement that starts with CREATE; write a SELECT, and run anything else beforehand");
    assertThat(LocalSpark.session().catalog().tableExists("evil")).isFalse();
  }

  @Test
  void textThatIsNoNumber() {
    assertThat(refusal(ExitCode.DATA, "data.numeric=[double(text)]"))
        .singleElement()
        .asString()
        .startsWith("the data cannot be read: The value 'a'")
        .contains("try_cast")
        .endsWith("; the expression is double(text)");
  }

  @Test
  void weightsThatOverflow() {
    assertThat(refusal(ExitCode.DATA, "data.weight=1e306 * (x + 1)"))
        .singleElement()
        .asString()
        .startsWith("the weights are so large (")
        .endsWith(") that weighted sums overflow; divide the weight by a power of ten");
    assertThat(
            refusal(
                ExitCode.DATA,
                "data.weight=double(1e308)",
                "data.numeric=[\"IF(x = 3, double('NaN'), x)\"]",
                "data.invalid=impute"))
        .containsExactly(
            "the weights are so large (Infinity in total) that weighted sums overflow; divide the"
                + " weight by a power of ten");
  }

  @Test
  void noGridPointThatConverged() {
    assertThat(
            refusal(
                ExitCode.DATA,
                "data.numeric=[x, x * x]",
                "grid.elasticNetParam=[1]",
                "grid.regParam=[0.01, 0.001]",
                "solver.maxIter=1"))
        .singleElement()
        .asString()
        .startsWith("none of 2 grid points converged to the tolerance in every fold")
        .contains("raise solver.maxIter");
  }

  @ParameterizedTest
  @CsvSource({
    "data.label=y * 1e200, the sums of squares of the label overflow; divide the values",
    "data.label=y * 1e-200, the squares of the label underflow",
    "data.label=y * 1e-160, the squares of the label underflow",
    "data.numeric=[x * 1e200], the sums of squares of x * 1e200 overflow; divide the values",
    "data.numeric=[x * 1e-200], the squares of x * 1e-200 underflow"
  })
  void squaresOutOfTheRangeOfADouble(String override, String refusal) {
    for (String engine : List.of("engine=auto", "engine=mllib-rows")) {
      assertThat(refusal(ExitCode.DATA, override, engine))
          .as(engine)
          .singleElement()
          .asString()
          .startsWith(refusal);
    }
  }

  @Test
  void missingColumn() {
    refuses(
        ExitCode.USAGE,
        "data.categorical[0]: there is no column `colour`; the columns are id, x, y, g, text",
        "data.categorical=[colour]");
  }

  @Test
  void misspeltColumn() {
    refuses(
        ExitCode.USAGE,
        "data.numeric[1]: there is no column `txet`; the columns are id, x, y, g, text; did you mean"
            + " 'text'?",
        "data.numeric=[x, txet]");
  }

  @Test
  void textColumnAsNumeric() throws IOException {
    Path csv = Files.writeString(directory.resolve("t.csv"), "x,y,cut\n1,2,fair\n3,4,good\n");
    refuses(
        ExitCode.USAGE,
        "data.numeric[1]: must be numeric, but 'cut' is string; if it has categories, list it"
            + " under data.categorical; if it has numbers mixed with text such as NA or 1,234, set"
            + " data.options: {nullValue: NA}, or use an expression such as double(replace(cut,"
            + " ',', ''))",
        "data.sql=",
        "data.path=" + csv,
        "data.numeric=[x, cut]");
  }

  @Test
  void missingDataFile() {
    Path missing = directory.resolve("no.parquet");
    assertThat(refusal(ExitCode.DATA, "data.sql=", "data.path=" + missing))
        .singleElement()
        .asString()
        .startsWith("data.path " + missing + " cannot be read: ")
        .contains("Path does not exist");
  }

  @Test
  void fileThatIsNoParquet() throws IOException {
    Path parquet = Files.writeString(directory.resolve("t.parquet"), "not a parquet file at all");
    assertThat(refusal(ExitCode.DATA, "data.sql=", "data.path=" + parquet))
        .singleElement()
        .asString()
        .startsWith("data.path " + parquet + " cannot be read: ")
        .contains("t.parquet");
  }

  @Test
  void parquetWithCorruptPages() throws IOException {
    Path table = directory.resolve("t.parquet");
    LocalSpark.session()
        .range(0, 1000, 1, 1)
        .selectExpr("id AS x", "xxhash64(id) AS y")
        .write()
        .parquet(table.toString());
    try (var files = Files.list(table)) {
      Path file = files.filter(f -> f.toString().endsWith(".snappy.parquet")).findFirst().get();
      byte[] bytes = Files.readAllBytes(file);
      Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0x5a);
      Files.write(file, bytes);
      Files.deleteIfExists(table.resolve("." + file.getFileName() + ".crc"));
    }
    assertThat(refusal(ExitCode.DATA, "data.sql=", "data.path=" + table))
        .singleElement()
        .asString()
        .startsWith("the data cannot be read: ")
        .contains("t.parquet");
  }

  @Test
  void oneOfTheFilesIsNoParquet() throws IOException {
    Path table = directory.resolve("t.parquet");
    LocalSpark.session().range(24).selectExpr("id AS x", "id AS y").write().parquet(table + "/g=1");
    Files.createDirectory(table.resolve("g=2"));
    Files.writeString(table.resolve("g=2").resolve("a.parquet"), "PAR1, but nothing more");
    assertThat(refusal(ExitCode.DATA, "data.sql=", "data.path=" + table))
        .singleElement()
        .asString()
        .startsWith("the data cannot be read: Encountered error while reading file ")
        .contains("a.parquet", "is not a Parquet file");
  }

  @Test
  void errorThatAnExpressionRaises() {
    refuses(
        ExitCode.DATA,
        "the data is refused: no threes",
        "data.numeric=[\"if(x = 3, raise_error('no threes'), x)\"]");
  }

  @Test
  void headerWithoutRows() throws IOException {
    Path csv = Files.writeString(directory.resolve("t.csv"), "x,y\n");
    refuses(
        ExitCode.DATA,
        "data.path " + csv + " has no rows, at most a header",
        "data.sql=",
        "data.path=" + csv);
  }

  @Test
  void vectorsWithoutFeatures() {
    LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(1.0, Vectors.dense(new double[0])),
                RowFactory.create(2.0, Vectors.dense(new double[0]))),
            new StructType().add("y", "double").add("v", SQLDataTypes.VectorType()))
        .createOrReplaceTempView("without_features");
    refuses(
        ExitCode.DATA,
        "the vectors in column features have no features; use another column, or list features",
        "data.sql=TABLE without_features",
        "data.numeric=[]",
        "data.vector=v");
  }

  @Test
  void foldThatIsNoWholeNumber() {
    refuses(
        ExitCode.DATA,
        "the data is refused: the fold column if(id = 5, -0.5, 1) has the value -0.5; folds are"
            + " whole numbers from 0",
        "folds.column=if(id = 5, -0.5, 1)");
  }

  @Test
  void namesThatNeedBackticks() {
    assertThat(
            refusal(
                ExitCode.USAGE,
                "data.sql=SELECT id AS `sepal length`, id AS `x-1`, id AS x, id AS y FROM"
                    + " range(24)",
                "data.numeric=[sepal length, x-1, x]"))
        .containsExactly(
            "data.numeric[0]: 'sepal length' is a column whose name needs backticks inside quotes: \"`sepal length`\"",
            "data.numeric[1]: 'x-1' is a column whose name needs backticks inside quotes: \"`x-1`\"; if you mean an expression, put it in brackets");
    assertThat(
            run(
                    "data.sql=SELECT id AS `x-1`, id AS x, id % 5 AS y FROM range(24)",
                    "data.numeric=['`x-1`', (x-1)]")
                .exitCode())
        .isEqualTo(ExitCode.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE"})
  void jobFileThatIsNoUtf8(String charset) throws IOException {
    Files.write(job, ("# é\n" + JOB).getBytes(Charset.forName(charset)));
    refuses(
        ExitCode.USAGE,
        "the job file %s cannot be read: it is not UTF-8 (perhaps Latin-1 or UTF-16); save it as UTF-8"
            .formatted(job));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job.yaml", "job.json"})
  void aByteOrderMarkIsNoPartOfTheJobFile(String name) throws IOException {
    job = Files.writeString(directory.resolve(name), "\uFEFF{\"nam\": \"t\"}");
    assertThat(refusal(ExitCode.USAGE)).contains("nam: is not a known key; did you mean 'name'?");
  }

  @Test
  void missingJobFile() {
    Path missing = directory.resolve("no.yaml");
    SweepRun run = SweepRun.of(missing.toString(), "--out", out.toString());
    assertRefused(run, ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly("the job file " + missing + " cannot be read: there is no such file");
  }

  @Test
  void jobFileWithinAFile() {
    SweepRun run = SweepRun.of(job + "/inner.yaml", "--out", out.toString());
    assertRefused(run, ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly("the job file " + job + "/inner.yaml cannot be read: Not a directory");
  }

  @Test
  void jobFileThatIsNoYaml() throws IOException {
    Files.writeString(job, "name: [");
    assertThat(refusal(ExitCode.USAGE))
        .singleElement()
        .asString()
        .startsWith(job + ": cannot be read at line 1, column 8");
  }

  @Test
  void noJobFile() {
    SweepRun run = SweepRun.of("--out", out.toString());
    assertRefused(run, ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly("no job file given; try conf/sweep-diamonds.yaml, or --help");
  }

  @Test
  void unknownOption() {
    SweepRun run = SweepRun.of(job.toString(), "--out", out.toString(), "--dryrun");
    assertRefused(run, ExitCode.USAGE);
    assertThat(run.complaints()).containsExactly("Unknown option: '--dryrun'; see --help");
  }

  @Test
  void noRowsAfterWhere() {
    refuses(
        ExitCode.DATA,
        "there are no rows to fit; check the data and data.where",
        "data.where=x > 100");
  }

  @Test
  void constantLabel() {
    refuses(
        ExitCode.DATA,
        "the label is constant (7.0 in all 24 rows); there is nothing to fit",
        "data.label='7'");
  }

  @Test
  void nullLabel() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 3 have a label (nullif(y, 0)) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop",
        "data.label=nullif(y, 0)");
  }

  @Test
  void negativeWeight() {
    refuses(
        ExitCode.DATA,
        "of 20 rows, 4 have a weight that is null, NaN, infinite or negative; fix them, or leave out"
            + " such rows",
        "data.weight=x - 1");
  }

  @Test
  void nanWeight() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 4 have a weight (if(x = 1, double('NaN'), 1)) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop",
        "data.weight=if(x = 1, double('NaN'), 1)");
  }

  @Test
  void everyWeightZero() {
    refuses(ExitCode.DATA, "every row has weight 0; there is nothing to fit", "data.weight='0'");
  }

  @Test
  void nanFeature() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 4 have a value of if(x = 1, double('NaN'), x) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop or impute",
        "data.numeric=[\"if(x = 1, double('NaN'), x)\"]");
  }

  @Test
  void infiniteFeature() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 3 have a value of if(x = 5, double('-Infinity'), x) that is null, NaN or"
            + " infinite; fix them, filter them with data.where, or set data.invalid to drop or"
            + " impute",
        "data.numeric=[\"if(x = 5, double('-Infinity'), x)\"]");
  }

  @Test
  void nullCategory() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 12 have a value of nullif(g, 1) that is null; fix them, filter them with data.where, or set data.invalid to drop or impute",
        "data.categorical=['nullif(g, 1)']");
  }

  @Test
  void moreFoldsThanRows() {
    assertThat(refusal(ExitCode.DATA, "folds.count=25"))
        .singleElement()
        .asString()
        .matches(
            "folds (\\d+, )+\\d+ of 25 have no rows of positive weight, out of 24; .*; otherwise"
                + " lower folds.count.*");
  }

  @Test
  void moreFoldsThanGroups() {
    assertThat(refusal(ExitCode.DATA, "folds.by=g"))
        .singleElement()
        .asString()
        .matches(
            "fold \\d of 3 has no rows of positive weight, out of 24; .*; otherwise lower"
                + " folds.count.*")
        .endsWith("or choose folds.by columns with more distinct values");
  }

  @Test
  void foldColumnWithGaps() {
    refuses(
        ExitCode.DATA,
        "folds 1, 3 of 5 have no rows of positive weight, out of 24; folds.column must contain"
            + " every value from 0 to 4; otherwise lower folds.count, or choose folds.by columns with"
            + " more distinct values",
        "folds={count: 5, column: id % 3 * 2}");
  }

  @Test
  void foldColumnOutOfRange() {
    refuses(
        ExitCode.DATA,
        "of 24 rows, 6 have a fold outside 0 to 2; fix them, or leave out such rows",
        "folds.column=id % 4");
  }

  @Test
  void outputThatExists() throws IOException {
    Path kept = Files.writeString(Files.createDirectory(out).resolve("kept"), "precious");
    SweepRun run = run();
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly(
            "--out "
                + out
                + " exists and is not empty: it contains kept; choose another directory, or remove it");
    assertThat(kept).hasContent("precious");
  }

  @Test
  void outputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    out = file.resolve("below");
    assertThat(refusal(ExitCode.USAGE))
        .singleElement()
        .asString()
        .startsWith("--out " + out + " cannot be written: ");
  }

  @Test
  void penaltyFactorOfNoFeature() {
    refuses(
        ExitCode.USAGE,
        "grid.penaltyFactor: there is no feature xx; the features are x",
        "grid.penaltyFactor={xx: 0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction", "Prediction", "predictionTransformed"})
  void columnNamedPrediction(String name) {
    refuses(
        ExitCode.USAGE,
        "data: has a column named "
            + name
            + ", which the model would overwrite; rename it with data.sql",
        "data.sql=SELECT id AS x, id % 3 AS y, 0 AS " + name + " FROM range(9)");
  }

  private void refuses(int exitCode, String message, String... overrides) {
    assertThat(refusal(exitCode, overrides)).containsExactly(message);
  }

  /** The messages to the user about the broken job. */
  private List<String> refusal(int exitCode, String... overrides) {
    SweepRun run = run(overrides);
    assertRefused(run, exitCode);
    return run.complaints();
  }

  private void assertRefused(SweepRun run, int exitCode) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    if (Files.exists(out)) {
      FailedRun.assertLeftOnlyItsStatus(out, exitCode, run.err());
    }
  }

  @Test
  void aJobFileThatCannotBeUsedFailsTheRunThatWasAskedFor() {
    refusal(ExitCode.USAGE, "folds.count=many");
    assertThat(out).exists();
    assertThat(run().exitCode()).as("what failed is replaced").isEqualTo(ExitCode.DONE);
    assertThat(out.resolve("sweep.json")).exists();
  }

  @Test
  void dataThatCannotBeUsedFailsTheRunThatWasAskedFor() {
    refusal(ExitCode.DATA, "data.label=y*0");
    assertThat(out).exists();
    assertThat(run().exitCode()).as("what failed is replaced").isEqualTo(ExitCode.DONE);
  }

  private SweepRun run(String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    return SweepRun.of(arguments);
  }
}
