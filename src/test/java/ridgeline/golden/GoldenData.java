package ridgeline.golden;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;

/**
 * The data of the golden cases, as read by the scripts: row i is in fold {@code i mod numFolds}
 * and, with weights {@code cycle}, has weight {@code 1 + i mod 3}.
 *
 * @param features one array for each row
 */
@SuppressWarnings("ArrayRecordComponent")
public record GoldenData(double[][] features, double[] label) {

  /** Loads the data of a case. */
  public static GoldenData load(String name) {
    return switch (name) {
      case "diabetes" -> lastColumnIsLabel("/ridgeline/data/diabetes.csv");
      case "wide" -> lastColumnIsLabel("/golden/wide.csv");
      case "diamonds" -> diamonds();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The statistics of a case's folds. */
  public FoldMoments moments(GoldenCase golden) {
    List<MomentsAccumulator> folds = new ArrayList<>();
    for (int fold = 0; fold < golden.numFolds(); fold++) {
      folds.add(new MomentsAccumulator(features[0].length));
    }
    for (int i = 0; i < label.length; i++) {
      folds.get(i % golden.numFolds()).add(features[i], label[i], weight(golden, i));
    }
    List<Moments> moments = folds.stream().map(MomentsAccumulator::toMoments).toList();
    return new FoldMoments(moments);
  }

  /** Weight of a row in a case. */
  public static double weight(GoldenCase golden, int row) {
    return golden.weights().equals("cycle") ? 1 + row % 3 : 1;
  }

  private static GoldenData lastColumnIsLabel(String resource) {
    List<String[]> rows = parse(resource);
    int features = rows.get(0).length - 1;
    double[][] x = new double[rows.size() - 1][features];
    double[] y = new double[rows.size() - 1];
    for (int i = 0; i < y.length; i++) {
      String[] row = rows.get(i + 1);
      for (int j = 0; j < features; j++) {
        x[i][j] = Double.parseDouble(row[j]);
      }
      y[i] = Double.parseDouble(row[features]);
    }
    return new GoldenData(x, y);
  }

  private static GoldenData diamonds() {
    List<String[]> rows = parse("/ridgeline/data/diamonds.csv.gz");
    int[] numeric = {0, 4, 5, 7, 8, 9};
    int[] categorical = {1, 2, 3};
    List<List<String>> levels = new ArrayList<>();
    for (int column : categorical) {
      TreeSet<String> distinct = new TreeSet<>();
      rows.subList(1, rows.size()).forEach(row -> distinct.add(row[column]));
      levels.add(List.copyOf(distinct));
    }
    int features = numeric.length + levels.stream().mapToInt(List::size).sum();
    double[][] x = new double[rows.size() - 1][features];
    double[] y = new double[rows.size() - 1];
    for (int i = 0; i < y.length; i++) {
      String[] row = rows.get(i + 1);
      int j = 0;
      for (int column : numeric) {
        x[i][j++] = Double.parseDouble(row[column]);
      }
      for (int k = 0; k < categorical.length; k++) {
        x[i][j + levels.get(k).indexOf(row[categorical[k]])] = 1;
        j += levels.get(k).size();
      }
      y[i] = Math.log(Double.parseDouble(row[6]));
    }
    return new GoldenData(x, y);
  }

  private static List<String[]> parse(String resource) {
    try (InputStream raw =
            Objects.requireNonNull(GoldenData.class.getResourceAsStream(resource), resource);
        InputStream in = resource.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      CsvParserSettings settings = new CsvParserSettings();
      settings.setMaxColumns(1000);
      return new CsvParser(settings).parseAll(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
