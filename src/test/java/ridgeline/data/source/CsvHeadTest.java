package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

/** Csv files that Spark would silently read in another way than intended. */
@Tag("spark")
class CsvHeadTest {
  private static final String SEVERAL_LINES =
      "data.path table has a quoted value that continues on the next line: %s; set data.options: {multiLine: true}";

  @TempDir private Path directory = Path.of("");
  private String section = "data";

  private void check(String content, Map<String, String> options, String... columns)
      throws IOException {
    check(content.getBytes(StandardCharsets.UTF_8), "table.csv", options, columns);
  }

  private void check(byte[] content, String name, Map<String, String> options, String... columns)
      throws IOException {
    Path file = Files.write(directory.resolve(name), content);
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, "string");
    }
    new CsvHead(new FileTable("table", "csv", options, section), options)
        .check(LocalSpark.session(), new String[] {file.toUri().toString()}, schema);
  }

  /** Values are quoted or not; a line break is inside a quoted one. */
  @Test
  void aTableIsRefusedIfAQuotedValueHasALineEnd() throws IOException {
    long seed = 3;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      String separator = random.nextBoolean() ? "," : "||";
      StringBuilder table = new StringBuilder();
      boolean several = false;
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 3; column++) {
          boolean breaks = random.nextInt(20) == 0;
          String value = "a" + (breaks ? "\n" : "") + (random.nextBoolean() ? separator : "") + "b";
          boolean quoted = breaks || value.length() > 2 || random.nextBoolean();
          table.append(column == 0 ? "" : separator).append(quoted ? '"' + value + '"' : value);
          several |= breaks;
        }
        table.append(random.nextBoolean() ? "\n" : "\r\n");
      }
      String content = table.toString();
      Map<String, String> options = Map.of("SEP", separator);
      if (several) {
        refused++;
        assertThatThrownBy(() -> check(content, options))
            .as("seed %d: %s", seed, content)
            .isInstanceOf(DataException.class);
        check(content, Map.of("sep", separator, "multiline", "true"));
      } else {
        assertThatCode(() -> check(content, options))
            .as("seed %d: %s", seed, content)
            .doesNotThrowAnyException();
      }
    }
    assertThat(refused).isBetween(50, 250);
  }

  @Test
  void theLineIsQuotedUpToALength() {
    String line = "1,\"" + "long ".repeat(20);
    assertThatThrownBy(() -> check(line + "\nmore\",2\n", Map.of()))
        .hasMessage(SEVERAL_LINES.formatted(line.substring(0, 60) + "..."));
    assertThatThrownBy(() -> check("1;'a\nb';2\n", Map.of("delimiter", ";", "quote", "'")))
        .hasMessage(SEVERAL_LINES.formatted("1;'a"));
  }

  @Test
  void theAdviceFitsTheCommand() {
    section = "DATA";
    assertThatThrownBy(() -> check("1,\"a\nb\",2\n", Map.of()))
        .hasMessage(
            "DATA table has a quoted value that continues on the next line: 1,\"a; set --option multiLine=true");
    assertThatThrownBy(() -> check("a\0,\0\n", Map.of("header", "true")))
        .hasMessageEndingWith("; set --option encoding=UTF-16 --option multiLine=true");
  }

  /** A quote that is never closed is an ordinary character. */
  @Test
  void aQuoteThatIsNeverClosedIsOrdinary() throws IOException {
    check("a,\"b\n1,2\n", Map.of());
    check("5\" pipe,b\n6\" pipe,c\n", Map.of());
    check("# \"a\n1,b\"\n", Map.of("comment", "#"));
    check("a,\"b\n\n   \n1,2\n", Map.of());
    check("", Map.of("header", "true"));
    check("a,\"b\nc\"\n", Map.of("quote", ""));
  }

  /** As Spark numbers them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x,y,X | x0,y,X2 | the columns x and X",
        "\"x\",y,\"X\" | x0,y,X2 | the columns x and X",
        "a,\"b,c\",\"B,C\" | a,b1,b2 | the columns b,c and B,C",
        "x,y,z | x,y,z | ",
        "x,X | x,X | ",
        ",, | _c0,_c1,_c2 | "
      })
  void namesThatAreTheSameToSpark(String header, String columns, String refusal)
      throws IOException {
    String content = header + "\n1,2,3\n";
    Map<String, String> options = new HashMap<>(Map.of("header", "true"));
    if (refusal == null) {
      check(content, options, columns.split(","));
    } else {
      assertThatThrownBy(() -> check(content, options, columns.split(",")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(
              "data.path table has " + refusal + ", which are the same name to Spark");
    }
    options.put("header", "false");
    check(content, options, columns.split(","));
  }

  @Test
  void filesThatAreCompressedOrOfAnotherEncoding() throws IOException {
    String content = "1,\"a\nb\",2\n";
    Path packed = directory.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    byte[] gzip = Files.readAllBytes(packed);
    assertThatThrownBy(() -> check(gzip, "table.csv.gz", Map.of()))
        .isInstanceOf(DataException.class);
    byte[] utf16 = content.getBytes(Charset.forName("UTF-16LE"));
    assertThatThrownBy(() -> check(utf16, "table.csv", Map.of("encoding", "UTF-16LE")))
        .isInstanceOf(DataException.class);
  }

  /** Only a quarter of a megabyte is read, which ends at a quote inside a value here. */
  @Test
  void theLineInWhichTheHeadEndsIsNotChecked() throws IOException {
    String open = "1,\"x\n";
    String lines = ("y".repeat(1023) + "\n").repeat(255) + open;
    String head = lines + "a".repeat((1 << 18) - lines.length() - 1) + "\"";
    check(head + "b,2\n", Map.of());
    assertThatThrownBy(() -> check(open + "a\",2\n" + head, Map.of()))
        .isInstanceOf(DataException.class);
  }
}
