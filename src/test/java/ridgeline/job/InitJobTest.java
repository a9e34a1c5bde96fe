package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** First job files, and the notes about the columns that "*" uses or leaves out. */
@Tag("spark")
class InitJobTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource({"diabetes, progression, 0.4", "article-line, y, 0.1"})
  void theJobFileOfABundledTableRunsAsItIs(String dataset, String label, double fit)
      throws IOException {
    Path job = init(dataset);
    assertThat(job).content().containsPattern("dataset: \"?" + dataset);
    assertThat(job).content().containsPattern("label: \"?" + label);
    assertThat(r2(job)).isGreaterThan(fit);
  }

  @Test
  void theJobFileOfTheDiamondsHasTheirColumns() throws IOException {
    Path job = init("diamonds");
    assertThat(Files.readString(job))
        .contains("  label: price")
        .contains("log(price) may fit better")
        .containsPattern("- carat +# 0.2 to 5.01, mean 0.7979, skewness 1.1")
        .containsPattern("- cut +# 5 levels, most often Ideal \\(40 %\\)");
    assertThat(r2(job, "grid={elasticNetParam: [1], regParam: [100, 10]}", "refit=statistics"))
        .isGreaterThan(0.9);
  }

  private static final String HEADER =
      "id,\"my size\",\"a`b\",#hash,twin,flag,city,rent,fee,since,empty,same,note,'';DROP\n";

  @Test
  void theJobFileOfAnAwkwardTableRunsAsItIs() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 240; i++) {
      double size = 20 + i * 37 % 90;
      rows.append(
          "%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,,7,text %d,%s%n"
              .formatted(
                  10_000 + i,
                  size,
                  i % 9 == 0 ? "" : Math.sin(i),
                  Math.cos(i),
                  2 * size + 1,
                  i % 3 == 0,
                  List.of("Bern", "Basel", "Zug").get(i % 3),
                  i % 20 == 0 ? "NA" : "\"%,d\"".formatted((int) (800 + 10 * size + 100 * (i % 3))),
                  "$" + i % 11,
                  "2024-%02d-%02d".formatted(1 + i % 12, 1 + i % 28),
                  i,
                  i % 2));
    }
    Path table = Files.writeString(directory.resolve("Flats & more.2024.csv"), rows);
    Path job = init(table.toString(), "--label", "rent");
    String text = Files.readString(job);
    assertThat(text)
        .contains("name: \"flats-more\"")
        .contains("label: \"try_cast(replace(rent, ',', '') AS DOUBLE)\"")
        .contains("\"`my size`\"")
        .contains("\"`a``b`\"")
        .contains("\"`#hash`\"")
        .contains("missing in 27 rows")
        .contains("#   twin: has the same information as my size")
        .contains("#   id: whole numbers, nearly all distinct: an id?")
        .contains("#   empty: has no value in any row")
        .contains("#   same: is 7 in every row")
        .contains("#   note: text with 240 distinct values")
        .containsPattern("- flag +# true or false, 33 % true")
        .containsPattern("- city +# 3 levels, most often B.* \\(33 %\\)")
        .containsPattern("unix_date\\(since\\)\" +# date, 2024-01-01 to 2024-12-\\d\\d")
        .contains("try_cast(regexp_replace(fee, '(?i) ?[$] ?', '') AS DOUBLE)");
    assertThat(r2(job)).isGreaterThan(0.9);

    Path again = directory.resolve("again.yaml");
    assertThat(run("--init", table + "", "--label", "rent", "--out", again + "").exitCode())
        .isZero();
    assertThat(Files.readString(again).replace("again.yaml", job.getFileName().toString()))
        .as("the same file except for its name")
        .isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"5000, false", "5001, true"})
  void aColumnIsACopyOnlyIfAllRowsSaySo(int count, boolean stays) throws IOException {
    StringBuilder rows = new StringBuilder("size,twin,y\n");
    for (int i = 0; i < count; i++) {
      double size = i * 37 % 90;
      rows.append("%s,%s,%s%n".formatted(size, i < 5000 ? 2 * size + 1 : 7, Math.sin(i)));
    }
    Path table = Files.writeString(directory.resolve("twins.csv"), rows);
    String text = Files.readString(init(table.toString(), "--label", "y"));
    if (stays) {
      assertThat(text)
          .containsPattern(
              "- twin +# .*; has the same information as size in the first 5,000 rows\n")
          .doesNotContain("Left out");
    } else {
      assertThat(text).contains("#   twin: has the same information as size\n");
    }
  }

  @Test
  void aTextThatMixesUnitsIsLeftOut() throws IOException {
    StringBuilder rows = new StringBuilder("share,way,y\n");
    for (int i = 0; i < 30; i++) {
      rows.append("\"%d,5 %%\",%s,%s%n".formatted(i, i % 2 == 0 ? "5 km" : "300 m", i * i / 7.0));
    }
    Path table = Files.writeString(directory.resolve("ways.csv"), rows);
    Path job = init(table.toString());
    assertThat(job)
        .content()
        .contains(
            "#   way: text with numbers in different formats, such as '5 km' and '300 m'; it needs an expression to become a feature")
        .contains("try_cast(replace(regexp_replace(share, '(?i) ?% *$', ''), ',', '.') AS DOUBLE)");
    assertThat(r2(job)).isGreaterThan(0.8);
    SweepRun run = run("--init", table + "", "--label", "way", "--out", directory + "/way.yaml");
    assertThat(run.complaints())
        .containsExactly(
            "--label: way must be numeric, but is text with numbers in different formats, such as '5 km' and '300 m'; choose another column");
  }

  @Test
  void aTableWithoutNumbersIsRefused() throws IOException {
    Path table = Files.writeString(directory.resolve("words.csv"), "a,b,c\nx,y,\nz,w,\n");
    SweepRun run = run("--init", table.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.complaints())
        .containsExactly(
            table
                + " has no column that can be a label, which must be numeric and vary; the columns are a"
                + " (string), b (string), c (string)");
  }

  @Test
  void aLabelWithoutFeaturesIsRefused() throws IOException {
    Path table = Files.writeString(directory.resolve("alone.csv"), "a,y\n1,2.5\n1,3.5\n");
    SweepRun run = run("--init", table.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.complaints())
        .containsExactly(
            table
                + " has no column that could be a feature besides the label y; a: is 1 in every"
                + " row");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nowhere | --label: there is no column nowhere; the columns are age, sex, bmi, bp",
        "cut | --label: cut must be numeric, but is string; choose another column",
      })
  void aLabelThatIsNoneIsRefused(String label, String message) {
    String table = label.equals("cut") ? "diamonds" : "diabetes";
    Path out = directory.resolve("refused.yaml");
    SweepRun run = run("--init", table, "--label", label, "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints()).singleElement().asString().startsWith(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path out = Files.writeString(directory.resolve("mine.yaml"), "mine");
    SweepRun run = run("--init", "diabetes", "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly(
            out + " already exists and is not overwritten; name another file with --out");
    assertThat(out).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--label y | --label only applies with --init; in a job file, set data.label",
        "--init diabetes job.yaml | a job file (job.yaml) cannot be combined with --init; leave it out",
        "--init diabetes --set name=x | --set cannot be combined with --init, which does not run a job; leave it"
            + " out",
        "--init diabetes --dry-run | --dry-run cannot be combined with --init, which does not run a job; leave it"
            + " out",
        "--init diabetes --no-model | --no-model cannot be combined with --init, which does not run a job; leave it"
            + " out",
        "--init diabetes --out nowhere/x.yaml | --out nowhere/x.yaml: there is no directory ",
        "--init nowhere.csv | data.path nowhere.csv cannot be read: ",
      })
  void badCommandLinesAreRefused(String arguments, String message) {
    SweepRun run = run(arguments.split(" "));
    assertThat(run.exitCode()).isIn(ExitCode.USAGE, ExitCode.DATA);
    assertThat(run.complaints()).first().asString().startsWith(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rent.parquet", "/data/Rent.csv.gz", "s3a://b/rent/", "b/rent/*", "hdfs:///rent"})
  void aJobIsNamedAfterItsTable(String location) {
    assertThat(InitJob.name(location)).isEqualTo("rent");
  }

  @Test
  void aStarSaysWhatItTakesAndLeaves() throws IOException {
    LocalSpark.session()
        .sql(
            "SELECT id AS customer, id % 7 = 0 AS owner, sin(id) AS x, concat('c', id % 4) AS city,"
                + " if(id % 10 = 0, 'NA', string(id % 50)) AS age,"
                + " format_number(1000 + id, 0) AS rent, if(id = 7, '5 kg', '3,5') AS mass,"
                + " 3 * sin(id) + int(id % 7 = 0) AS y FROM range(200)")
        .createOrReplaceTempView("starred");
    Path job =
        Files.writeString(
            directory.resolve("star.yaml"),
            """
            name: star
            data: {sql: SELECT * FROM starred, label: y, numeric: ["*"]}
            grid: {elasticNetParam: [1], regParam: [0.001]}
            folds: {count: 3}
            refit: statistics
            """);
    Path out = directory.resolve("star");
    SweepRun run = run(job.toString(), "--out", out.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.startsWith("note: ")))
        .containsExactly(
            "note: data.numeric \"*\" takes the booleans owner as 0 and 1",
            "note: data.numeric \"*\" takes customer, whose whole numbers are nearly all distinct;"
                + " if they are ids, list the columns to use instead of \"*\"",
            "note: data.numeric \"*\" leaves out age, which is text such as 'NA' although 180 of"
                + " 200 values are numbers; for csv, set data.options: {nullValue: \"NA\"};"
                + " otherwise list try_cast(age AS DOUBLE) under data.numeric",
            "note: data.numeric \"*\" leaves out rent, which is text such as '1,000' although 200"
                + " of 200 values are numbers; list try_cast(replace(rent, ',', '') AS DOUBLE)"
                + " under data.numeric",
            "note: data.numeric \"*\" leaves out mass, which is text with numbers in different formats, such as '3,5' and '5 kg'; to use it, add an expression under data.numeric",
            "note: data.numeric \"*\" leaves out city; to use a column, list it under data.categorical, or an expression under data.numeric");
    assertThat(Files.readAllLines(out.resolve("coefficients.csv")))
        .extracting(line -> line.split(",", -1)[0])
        .contains("owner", "customer", "x");
  }

  private Path init(String table, String... options) {
    Path job = directory.resolve("first.yaml");
    List<String> arguments = new ArrayList<>(List.of("--init", table, "--out", job.toString()));
    arguments.addAll(List.of(options));
    SweepRun run = SweepRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("written to " + job);
    return job;
  }

  private double r2(Path job, String... overrides) throws IOException {
    Path out = directory.resolve("out");
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    SweepRun run = SweepRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return new JsonMapper()
        .readTree(out.resolve("sweep.json").toFile())
        .path("selected")
        .path("r2")
        .asDouble();
  }

  private static SweepRun run(String... arguments) {
    return SweepRun.of(arguments);
  }
}
