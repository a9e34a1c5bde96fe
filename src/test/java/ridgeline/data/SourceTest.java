package ridgeline.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;

/** The same three rows of a path in many formats. */
class SourceTest {
  private static final String CSV = "y,x,note\n10,1,a\n20,2.5,b\n30,-3,c\n";

  private static final String LINES =
      """
      {"y": 10, "x": 1, "note": "a"}
      {"y": 20, "x": 2.5, "note": "b"}
      {"y": 30, "x": -3, "note": "c"}
      """;

  private static final String ARRAY = "[\n" + LINES.strip().replace("}\n", "},\n") + "\n]\n";

  private final Path directory;

  SourceTest(@TempDir Path directory) {
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
  void optionsGoBeforeWhatIsGuessed() throws Exception {
    Path path = file("table.csv", CSV.replace(',', '|'));
    assertHoldsTheRows(prepare(path, "options: {sep: '|'}", "label: y, numeric: ['*']"));
  }

  /** The pom sets the variable for tests. */
  @Test
  void anOptionTakesWhatTheEnvironmentHas() throws Exception {
    Path path = file("table.csv", CSV.replace(',', '|'));
    assertHoldsTheRows(
        prepare(path, "options: {sep: '${env:COLUMN_SEPARATOR}'}", "label: y, numeric: ['*']"));
  }

  @Test
  void aVariableThatTheEnvironmentLacksIsNamed() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(
            () -> prepare(path, "options: {sep: '${env:NOT_SET}'}", "label: y, numeric: ['*']"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data.options.sep: there is no environment variable NOT_SET on the driver");
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
  void anotherFormatThanThatOfTheFileIsRefused() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(() -> prepare(path, "format: orc", "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data.path " + path + " cannot be read: ");
  }

  @Test
  void aFormatThatSparkDoesNotHaveIsRefused() throws Exception {
    Path path = file("table.csv", CSV);
    assertThatThrownBy(() -> prepare(path, "format: nosuch", "label: y, numeric: [x]"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data.path " + path + " cannot be read: ")
        .hasMessageContaining("nosuch");
  }

  @Test
  void theSourceIsTheFile() throws Exception {
    Path path = file("table.jsonl", LINES);
    assertThat(prepare(path, "label: y, numeric: [x]").source())
        .singleElement()
        .asString()
        .endsWith(path.toString());
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

  /** A directory that Spark writes, in two files. */
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
