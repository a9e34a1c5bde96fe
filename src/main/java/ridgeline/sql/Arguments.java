package ridgeline.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/**
 * The arguments of a call.
 *
 * @param procedure that is called, for messages
 * @param values by the names of parameters, as Scala has them; null if they are not given
 */
record Arguments(String procedure, Map<String, @Nullable Object> values) {

  boolean has(String name) {
    return values.get(name) != null;
  }

  @Nullable String text(String name) {
    return (String) values.get(name);
  }

  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  String required(String name, String meaning) {
    String text = text(name);
    if (text == null || text.isBlank()) {
      throw new ArgumentException("%s: give %s, %s".formatted(procedure, name, meaning));
    }
    return text;
  }

  /** A list of texts; empty if it is not given. */
  List<String> texts(String name) {
    Object given = values.get(name);
    if (given == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Object each :
        scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) given)) {
      texts.add((String) present(each, name));
    }
    return texts;
  }

  /** Texts by their keys; empty if none are given. */
  Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    Object given = values.get(name);
    if (given != null) {
      scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Map<?, ?>) given)
          .forEach((key, value) -> map.put((String) key, (String) present(value, name)));
    }
    return map;
  }

  private static Object present(@Nullable Object value, String name) {
    if (value == null) {
      throw new ArgumentException(name + " has a null; leave it out");
    }
    return value;
  }

  /** The arguments of a command line for the keys of a job that {@code options} sets. */
  List<String> overrides() {
    return options("--set", "keys of the job file, such as select.rule");
  }

  /**
   * The arguments of a command line for what {@code options} sets.
   *
   * @param flag the option that takes a key and its value
   * @param keys what the keys are
   */
  List<String> options(String flag, String keys) {
    List<String> options = new ArrayList<>();
    map("options")
        .forEach(
            (key, value) -> {
              if (key.isBlank() || key.contains("=")) {
                throw new ArgumentException(
                    "%s: options has the key '%s'; give %s".formatted(procedure, key, keys));
              }
              options.add("%s=%s=%s".formatted(flag, key, value));
            });
    return options;
  }

  /** Refuses arguments that do not apply with another. */
  void refuse(String other, String instead, String... names) {
    for (String name : names) {
      if (has(name)) {
        throw new ArgumentException(
            "%s: %s cannot be combined with %s; %s".formatted(procedure, name, other, instead));
      }
    }
  }

  /**
   * A query of all rows of the table that an argument names.
   *
   * @throws DataException if there is none
   */
  String query(SparkSession spark, String name) {
    String table = required(name, "a table or a view");
    try {
      spark.table(table).schema();
    } catch (Exception e) { // checked, but not declared in Scala
      if (e instanceof AnalysisException) {
        throw new DataException(
            "%s %s cannot be read: %s".formatted(name, table, SparkMessage.firstLine(e)));
      }
      throw e;
    }
    return "SELECT * FROM " + table;
  }
}
