package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.secret.Redaction;
import ridgeline.data.DataException;
import ridgeline.data.table.Tables;
import ridgeline.data.table.TrainingTable;

/** The same three rows in many formats. */
@Tag("spark")
class TableReaderTest {
  private static final String CSV = "y,x,note\n10,1,a\n20,2.5,b\n30,-3,c\n";

  private static final String LINES =
      """
      {"y": 10, "x": 1, "note": "a"}
      {"y": 20, "x": 2.5, "note": "b"}
      {"y": 30, "x": -3, "note": "c"}
      """;

  private static final String ARRAY = "[\n" + LINES.strip().replace("}\n", "},\n") + "\n]\n";

  private final Path directory;

  TableReaderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void csvTakesOptions() throws Exception {
    Path path = file("table.txt", "# made by hand\n" + CSV.replace(',', ';'));
    assertHoldsTheRows(
        prepare(
            path,
            "format: csv",
            "options: {header: true, inferSchema: true, sep: ;, comment: '#'}",
            "label: y, numeric: ['*']"));
  }

  @Test
  void csvByFormatHasNoHeaderAndNoTypes() throws Exception {
    Path path = file("table.csv", CSV.substring(CSV.indexOf('\n') + 1));
    assertHoldsTheRows(prepare(path, "format: csv", "label: double(_c0), numeric: [double(_c1)]"));
  }

  @Test
  void optionsTakePrecedenceOverGuesses() throws Exception {
    Path path = file("table.csv", CSV.replace(',', '|'));
    assertHoldsTheRows(prepare(path, "options: {sep: '|'}", "label: y, numeric: ['*']"));
  }

  /** The pom sets the variable for tests. */
  @Test
  void anOptionMayUseEnvironmentVariables() throws Exception {
    Path path = file("table.csv", CSV.replace(',', '|'));
    assertHoldsTheRows(
        prepare(path, "options: {sep: '${env:COLUMN_SEPARATOR}'}", "label: y, numeric: ['*']"));
  }

  /** As if the job file had the value itself. */
  @Test
  void aHarmlessOptionFromTheEnvironmentIsNotASecret() throws Exception {
    Path path = file("table.csv", CSV);
    prepare(path, "options: {nullValue: '${env:PATH}'}", "label: y, numeric: ['*']");
    String message = "the driver looks in " + System.getenv("PATH");
    assertThat(Redaction.text(message)).isEqualTo(message);
  }

  @Test
  void anEnvironmentVariableThatIsNotSetIsReported() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(
            () -> prepare(path, "options: {sep: '${env:NOT_SET}'}", "label: y, numeric: ['*']"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data.options.sep: the environment variable NOT_SET is not set on the driver");
  }

  /** Spark would read on after errors. */
  @ParameterizedTest
  @CsvSource({"csv, FAILFSAT, ; did you mean 'FAILFAST'?", "CSV, drop, ''", "json, x, ''"})
  void aModeThatSparkDoesNotKnowIsRefused(String format, String mode, String hint)
      throws Exception {
    Path path = file("table.csv", CSV);
    String options = "format: %s, options: {header: true, Mode: %s}".formatted(format, mode);
    assertThatThrownBy(() -> prepare(path, options, "label: y, numeric: [x]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.options.Mode: must be one of PERMISSIVE, DROPMALFORMED, FAILFAST, got: \"%s\"%s"
                .formatted(mode, hint));
  }

  @Test
  void aDriverThatIsNotThereIsNamed() throws Exception {
    Path path = file("table.csv", CSV);
    String options = "format: jdbc, options: {url: 'jdbc:x:y', driver: NoSuchDriver, dbtable: t}";
    assertThatThrownBy(() -> prepare(path, options, "label: y, numeric: [x]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.options: the source jdbc needs the class NoSuchDriver, which is not on Spark's"
                + " class path; add it with --packages or --jars after --");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.csv", "table.CSV", "table.tsv.gz"})
  void csvIsGuessedWithHeaderAndTypes(String name) throws Exception {
    Path path = file(name, name.contains("tsv") ? CSV.replace(',', '\t') : CSV);
    assertHoldsTheRows(prepare(path, "label: y, numeric: ['*']"));
  }

  @Test
  void jsonIsReadByLines() throws Exception {
    Path path = file("table.txt", LINES);
    assertHoldsTheRows(prepare(path, "format: json", "label: y, numeric: ['*']"));
  }

  @Test
  void jsonTakesOptions() throws Exception {
    Path path = file("table.json", ARRAY);
    assertHoldsTheRows(
        prepare(path, "format: json, options: {multiLine: true}", "label: y, numeric: ['*']"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.ndjson", "table.jsonl.gz"})
  void jsonIsGuessed(String name) throws Exception {
    assertHoldsTheRows(prepare(file(name, LINES), "label: y, numeric: ['*']"));
  }

  @ParameterizedTest
  @CsvSource({"orc, orc", "json, json", "csv, 'csv, options: {header: true}'"})
  void aDirectoryIsReadByItsFormat(String written, String read) throws Exception {
    Path path = written("table", written);
    assertHoldsTheRows(prepare(path, "format: " + read, "label: double(y), numeric: [double(x)]"));
  }

  @ParameterizedTest
  @CsvSource({"table.orc, orc", "table, parquet"})
  void theFormatOfADirectoryIsGuessed(String name, String written) throws Exception {
    assertHoldsTheRows(prepare(written(name, written), "label: y, numeric: ['*']"));
  }

  @Test
  void aFormatThatIsNotTheFilesIsRefused() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(() -> prepare(path, "format: orc", "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data.path " + path + " cannot be read: ");
  }

  @Test
  void aFormatThatSparkDoesNotHaveIsRefused() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(() -> prepare(path, "format: nosuch", "label: y, numeric: [x]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.format: Spark has no reader for nosuch; save the table as csv or parquet, or add a reader with --packages after --");
  }

  @Test
  void theSourceIsTheFile() throws Exception {
    Path path = file("table.jsonl", LINES);
    assertThat(prepare(path, "label: y, numeric: [x]").source().names())
        .singleElement()
        .asString()
        .endsWith(path.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a[1].csv", "a{b,c}.csv", "what?.csv", "star*.csv", "in [here]/t.csv"})
  void anExistingPathIsNotAPattern(String name) throws Exception {
    Files.createDirectories(directory.resolve(name).getParent());
    assertHoldsTheRows(prepare(file(name, CSV), "label: y, numeric: ['*']"));
  }

  @Test
  void aPathThatDoesNotExistIsAPattern() throws Exception {
    file("table1.csv", CSV);
    assertHoldsTheRows(prepare(directory.resolve("t*[0-9].csv"), "label: y, numeric: ['*']"));
  }

  /** The pom sets the variable for tests, to a bar. */
  @Test
  void aPathMayUseEnvironmentVariables() throws Exception {
    file("a|b.csv", CSV);
    Path path = directory.resolve("a${env:COLUMN_SEPARATOR}b.csv");
    assertHoldsTheRows(prepare(path, "label: y, numeric: ['*']"));
    Path missing = directory.resolve("${env:NOT_SET}.csv");
    assertThatThrownBy(() -> prepare(missing, "label: y, numeric: ['*']"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data.path: the environment variable NOT_SET is not set on the driver");
  }

  /** A file, and the message after its name. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '~',
      value = {
        "empty.csv ->  -> has no columns; the file is empty",
        "blank.csv -> | -> has no columns; the file is empty",
        "empty.json ->  -> has no columns; the file is empty",
        "head.csv -> y,x| -> has no rows, at most a header",
        "case.csv -> y,x,X|1,2,3| -> has the columns x and X, which are the same name to Spark; rename",
        "case.json -> {\"y\": 1, \"a\": 2, \"A\": 3}| -> has the columns A and a, which are the same name to Spark; rename one, and",
        "same.csv -> y,\"a,b\",\"a,b\"|1,2,3| -> has the columns a,b and a,b, which are the same",
        "lines.csv -> y,x,n|1,2,\"a|b\"|3,4,c| -> has a quoted value that continues on the next line:"
            + " 1,2,\"a; set data.options: {multiLine: true}",
        "first.csv -> n,y,x|\"a, 5\"\" pipe|and more\",1,2|c,3,4| -> has a quoted value that continues on",
        "excel.csv -> sep=;|y;x|1;2| -> starts with the line sep=;, which Spark would read as the header; remove it, and set data.options: {sep: ...} to its character",
        "broken.json -> {\"y\": 1,|\"x\": 2}| -> has no line that is a JSON object; set"
            + " data.options:",
      })
  void aFileThatSparkWouldMisread(String name, String text, String reason) throws Exception {
    Path path = file(name, text == null ? "" : text.replace('|', '\n'));
    assertThatThrownBy(() -> prepare(path, "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data.path %s %s".formatted(path, reason));
  }

  @Test
  void timesInNanoseconds() throws Exception {
    Path path = directory.resolve("times");
    NanosecondFile.write(path.resolve("a.parquet"));
    assertThatThrownBy(() -> prepare(path, "label: x, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data.path %s cannot be read: Illegal Parquet type: INT64 (TIMESTAMP(NANOS,true)); write the files again with microseconds, or set --conf spark.sql.legacy.parquet.nanosAsLong=true after -- to read integers"
                .formatted(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y,x0,x1\n10,1,a\n20,2.5,b\n30,-3,c\n",
        "y,x0,n\n10,1,5\" pipe\n20,2.5,\"5\"\" pipe\"\n30,-3,\"a, b\"\n",
        "y,x0,n\n10,1,\"never closed\n20,2.5,b\n30,-3,c\n",
      })
  void aFileThatOnlyLooksWrongIsRead(String text) throws Exception {
    assertHoldsTheRows(prepare(file("t.csv", text), "label: y, numeric: [x0]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "y;x|1;2| -> ; set data.options: {sep: \";\"} if that is the separator",
        "y , x|1,2| -> ; set data.options: {ignoreLeadingWhiteSpace: true,"
            + " ignoreTrailingWhiteSpace: true} for names with spaces around them",
      })
  void aNameThatOtherOptionsWouldFind(String text, String hint) throws Exception {
    Path path = file("t.csv", text.replace('|', '\n'));
    assertThatThrownBy(() -> prepare(path, "label: y, numeric: [1 + 1]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("data.label: there is no column `y`; the columns are ")
        .hasMessageEndingWith(hint);
    assertThatThrownBy(() -> prepare(path, "format: csv", "label: y, numeric: [1 + 1]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "; set data.options: {header: true, inferSchema: true} if the first line has the column names");
  }

  /** Such as from an unquoted number with a comma. */
  @Test
  void valuesBeyondTheColumnsAreRefused() throws Exception {
    Path path = file("t.csv", "y,x\n10,1\n20,2.5, \n30,-3,034\n");
    TrainingTable table = prepare(path, "label: y, numeric: [x]");
    assertThatThrownBy(table::requireValid)
        .hasMessageContaining(
            "data.path %s has a row with more values than columns; the first surplus value is"
                    .formatted(path)
                + " '034'; quote values that contain the separator, or set data.options: {mode: PERMISSIVE} to drop surplus values");
    assertHoldsTheRows(prepare(path, "options: {mode: PERMISSIVE}", "label: y, numeric: [x]"));
  }

  /** Spark takes such a column from the directories. */
  @ParameterizedTest
  @ValueSource(strings = {"y,x,k", "y,k,x"})
  void aColumnMayBeInTheFilesAndInTheirDirectories(String header) throws Exception {
    Path path = directory.resolve("t.csv");
    Files.createDirectories(path.resolve("k=7"));
    String rows =
        header.endsWith("k") ? "10,1,7\n20,2.5,7\n30,-3,7\n" : "10,7,1\n20,7,2.5\n30,7,-3\n";
    file("t.csv/k=7/1.csv", header + "\n" + rows);
    assertHoldsTheRows(prepare(path, "label: y, numeric: [x]"));
  }

  @Test
  void aByteOrderMarkIsNotPartOfAName() throws Exception {
    Files.createDirectory(directory.resolve("t.csv"));
    file("t.csv/1.csv", "\uFEFF\"y\",\"x\"\n10,1\n20,2.5\n");
    file("t.csv/2.csv", "\"y\",\"x\"\n30,-3\n");
    assertHoldsTheRows(prepare(directory.resolve("t.csv"), "label: y, numeric: [x]"));
  }

  @Test
  void filesWhoseHeadersDifferAreRefused() throws Exception {
    Files.createDirectory(directory.resolve("t.csv"));
    file("t.csv/1.csv", CSV);
    file("t.csv/2.csv", "x,y,note\n1,10,a\n");
    assertThatThrownBy(() -> prepare(directory.resolve("t.csv"), "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("t.csv has files with the headers ", "y,x,note", "x,y,note");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "y,ä | has the header y,\uFFFD, some of whose bytes are not characters in UTF-8,",
        "y,c | has the level 'M\uFFFD' of `c`, some of whose bytes are not characters in UTF-8,",
      })
  void textOfAnotherEncodingIsRefused(String header, String reason) throws Exception {
    Path path =
        Files.write(
            directory.resolve("t.csv"),
            (header + "\n1,Mü\n2,Mö\n").getBytes(StandardCharsets.ISO_8859_1));
    String features = "label: y, categorical: ['`" + header.charAt(2) + "`']";
    assertThatThrownBy(() -> prepare(path, features))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data.path %s %s".formatted(path, reason))
        .hasMessageEndingWith(
            "set data.options: {encoding: ...} to the file's encoding, such as ISO-8859-1, or replace the character by a query if the file contains it");
    TrainingTable table = prepare(path, "options: {encoding: ISO-8859-1}", features);
    assertThat(Tables.terms(table))
        .hasSize(2)
        .allMatch(term -> term.endsWith("=Mü") || term.endsWith("=Mö"));
  }

  @Test
  void valuesOfSeveralLinesAreReadIfMultiLineIsSet() throws Exception {
    Path path = file("t.csv", "y,x,n\n10,1,\"a\nb\"\n20,2.5,b\n30,-3,c\n");
    assertHoldsTheRows(prepare(path, "options: {multiLine: true}", "label: y, numeric: [x]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{header: maybe} | the source csv refuses header: header flag can be true or false",
        "{encoding: klingon} | the source csv refuses encoding: The value of parameter(s)"
            + " `charset`",
        "{sep: ''} | the source csv refuses sep: Delimiter cannot be empty",
        "{samplingRatio: lots} | the source csv refuses samplingRatio: For input string: \"lots\"",
      })
  void anInvalidOption(String options, String reason) throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(() -> prepare(path, "options: " + options, "label: y, numeric: [x]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("data.options: " + reason);
  }

  @Test
  void theFormatOfADirectoryWithoutExtensionIsSuggested() throws Exception {
    Files.createDirectories(directory.resolve("table"));
    file("table/part-1.csv", CSV);
    assertThatThrownBy(() -> prepare(directory.resolve("table"), "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "; its files are csv, so set data.format: csv and data.options: {header: true,"
                + " inferSchema: true}");
  }

  @Test
  void filesThatDifferInATypeAreReported() throws Exception {
    Tables.query("SELECT 1 AS y, 2D AS x").write().parquet(directory + "/t.parquet/d=1");
    Tables.query("SELECT 1 AS y, 'a' AS x").write().parquet(directory + "/t.parquet/d=2");
    Path path = directory.resolve("t.parquet");
    assertThatThrownBy(
            () -> prepare(path, "options: {mergeSchema: true}", "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "; the files differ in the type of a column: write them again with the same, or read them by a query that casts it, with one SELECT for the files of each type");
  }

  @Test
  void aColumnOfOnlySomeFilesIsReported() {
    Tables.query("SELECT 1 AS y, 2D AS x").write().parquet(directory + "/t.parquet/d=1");
    Tables.query("SELECT 1 AS y, 2D AS x, 3 AS z").write().parquet(directory + "/t.parquet/d=2");
    Path path = directory.resolve("t.parquet");
    assertThatThrownBy(() -> prepare(path, "label: y, numeric: [zz]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "; if only some of the files have it, set data.options: {mergeSchema: true}");
  }

  private static TrainingTable prepare(Path path, String... keys) throws ConfigException {
    return Tables.prepare("data: {path: '" + path + "', " + String.join(", ", keys) + "}");
  }

  private static void assertHoldsTheRows(TrainingTable table) {
    assertThat(Tables.features(table))
        .containsExactly(
            entry(10.0, new double[] {1}),
            entry(20.0, new double[] {2.5}),
            entry(30.0, new double[] {-3}));
  }

  private Path file(String name, String text) throws IOException {
    Path path = directory.resolve(name);
    try (OutputStream raw = Files.newOutputStream(path);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return path;
  }

  /** A directory of two files written by Spark. */
  private Path written(String name, String format) {
    Path path = directory.resolve(name);
    Tables.query(
            "SELECT * FROM VALUES (10, 1D, 'a'), (20, 2.5D, 'b'), (30, -3D, 'c') AS t(y, x, note)")
        .repartition(2)
        .write()
        .format(format)
        .option("header", true)
        .save(path.toString());
    return path;
  }
}
