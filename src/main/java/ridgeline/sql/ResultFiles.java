package ridgeline.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.job.output.Storage;

/** The files that a job wrote to its directory. */
record ResultFiles(String location, Configuration configuration) {

  String read(String name) throws IOException {
    Path path = new Path(location, name);
    try (FileSystem files = Storage.open(path, configuration);
        InputStream in = files.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  JsonNode json(String name) throws IOException {
    return new JsonMapper().readTree(read(name));
  }

  /** The lines of a csv file, without the header; an empty value is null. */
  List<String[]> csv(String name) throws IOException {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setHeaderExtractionEnabled(true);
    settings.setMaxCharsPerColumn(-1);
    return new CsvParser(settings).parseAll(new StringReader(read(name)));
  }
}
