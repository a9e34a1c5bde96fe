package ridgeline.job.summary.store;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.registry.Alias;
import ridgeline.registry.AliasMove;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.Pruning;
import ridgeline.registry.SourceChanges;
import ridgeline.registry.gate.ErrorMatrix;
import ridgeline.registry.gate.Verdict;
import ridgeline.registry.mlflow.MlflowLog;

/** What is printed of the models of a store. */
public final class ModelsSummary {
  private static final String NONE = "-";

  private ModelsSummary() {}

  /** Prints a line for each model. */
  public static void printModels(List<ListedModel> models, PrintStream out) {
    TextTable table =
        new TextTable(1, List.of("model", "versions", "champion", "date", "since", "aliases"));
    for (ListedModel model : models) {
      table.add(
          List.of(
              model.name(),
              "%,d".formatted(model.versions()),
              orNone(model.aliases().get(Alias.CHAMPION)),
              orNone(model.date()),
              model.since() == null ? NONE : time(model.since()),
              model.aliases().entrySet().stream()
                  .map(entry -> "%s %d".formatted(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", "))));
    }
    table.print(out);
  }

  /** An instant without fractions of a second. */
  private static String time(String instant) {
    return instant.replaceFirst("\\.\\d+Z$", "Z");
  }

  private static String orNone(@Nullable Object value) {
    return value == null ? NONE : value.toString();
  }

  /** Prints a line for each version. */
  public static void printVersions(List<ListedVersion> versions, PrintStream out) {
    TextTable table =
        new TextTable(
            0, List.of("version", "date", "gate", "error", "R2", "rows", "aliases and changes"));
    for (ListedVersion version : versions) {
      ModelVersion.Result result = version.result();
      table.add(
          List.of(
              String.valueOf(version.number()),
              orNone(version.date()),
              result == null ? NONE : gate(result, version.neverChampion()),
              result == null ? NONE : error(result.metric(), result.error()),
              result == null ? NONE : "%.4f".formatted(result.r2()),
              result == null ? NONE : "%,d".formatted(result.rows()),
              remarks(version)));
    }
    table.print(out);
  }

  private static String gate(ModelVersion.Result result, boolean neverChampion) {
    return neverChampion ? "passed" : result.promoted() ? "promoted" : "refused";
  }

  private static String error(String metric, double error) {
    return "%s %.6g".formatted(metric, error);
  }

  private static String remarks(ListedVersion version) {
    List<String> remarks = new ArrayList<>(names(version.aliases()));
    if (version.neverChampion()) {
      remarks.add("never the champion");
    }
    Stream.ofNullable(version.problem()).forEach(remarks::add);
    SourceChanges changes = version.changes();
    if (!changes.isEmpty()) {
      remarks.add("since its training, " + counts(changes));
    }
    return String.join("; ", remarks);
  }

  private static List<String> names(List<Alias> aliases) {
    return aliases.stream().map(Alias::toString).toList();
  }

  private static String counts(SourceChanges changes) {
    List<String> counts = new ArrayList<>();
    count(changes.changed(), "changed", counts);
    count(changes.gone(), "gone", counts);
    count(changes.forgotten(), "forgotten", counts);
    return String.join(", ", counts);
  }

  private static void count(List<String> partitions, String what, List<String> counts) {
    if (!partitions.isEmpty()) {
      counts.add(
          "%,d %s %s"
              .formatted(
                  partitions.size(), partitions.size() == 1 ? "partition" : "partitions", what));
    }
  }

  /** Prints all about a version. */
  public static void print(ShownVersion shown, PrintStream out) {
    ListedVersion listed = shown.listed();
    out.printf("%s version %d%n", Printable.line(shown.name()), listed.number());
    line(out, "date", orNone(listed.date()));
    line(
        out,
        "created",
        time(shown.version().created()) + " by Ridgeline " + shown.version().code());
    line(out, "parent", orNone(shown.version().parent()));
    line(
        out,
        "aliases",
        listed.aliases().isEmpty() ? NONE : String.join(", ", names(listed.aliases())));
    Verdict verdict = shown.verdict();
    ModelVersion.Result result = listed.result();
    if (result != null && result.sentence() != null) {
      line(out, "gate", result.sentence());
    }
    if (listed.neverChampion()) {
      line(out, "champion", "never: another run was first, or its own has not moved the alias");
    }
    if (verdict != null) {
      line(
          out,
          "newest rows",
          "%s, R2 %.4f, on %,d rows after %s up to %s"
              .formatted(
                  error(verdict.metric(), verdict.candidate().error()),
                  verdict.candidate().r2(),
                  verdict.newest().rows(),
                  verdict.newest().after(),
                  verdict.newest().last()));
    }
    ShownVersion.Fit fit = shown.fit();
    if (fit != null) {
      print(fit, out);
    }
    SourceChanges changes = listed.changes();
    partitions(out, "changed", changes.changed());
    partitions(out, "gone", changes.gone());
    partitions(out, "forgotten", changes.forgotten());
    if (changes.isEmpty()) {
      line(out, "partitions", "all as they were when it was trained");
    }
    for (Map.Entry<Long, AliasMove> move : shown.moves().entrySet()) {
      print(move.getValue(), out);
    }
    Stream.ofNullable(listed.problem()).forEach(problem -> line(out, "files", problem));
    line(out, "directory", shown.directory());
  }

  private static void print(ShownVersion.Fit fit, PrintStream out) {
    String halfLife =
        fit.halfLifeDays() == null ? "" : ", half-life %,d days".formatted(fit.halfLifeDays());
    line(
        out,
        "window",
        "%sup to %s, %,d partitions, %,d rows%s"
            .formatted(
                fit.after() == null ? "" : "after %s ".formatted(fit.after()),
                fit.last(),
                fit.partitions(),
                fit.rows(),
                halfLife));
    line(
        out,
        "penalty",
        "regParam %.6g, elasticNetParam %s".formatted(fit.regParam(), fit.elasticNetParam()));
    line(
        out,
        "coefficients",
        "%,d features, intercept %.6g".formatted(fit.features(), fit.intercept()));
    for (ShownVersion.Coefficient coefficient : fit.strongest()) {
      line(
          out,
          "",
          "%12.6g  %s, standardised %.4g"
              .formatted(coefficient.value(), coefficient.term(), coefficient.standardized()));
    }
  }

  private static void print(AliasMove move, PrintStream out) {
    String aliases =
        move.aliases().entrySet().stream()
            .map(entry -> "%s %d".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    line(
        out,
        "moved",
        "%s by %s to %s: %s".formatted(time(move.at()), move.by(), aliases, move.why()));
  }

  private static void partitions(PrintStream out, String label, List<String> names) {
    if (!names.isEmpty()) {
      line(out, label, "since its training: " + Printable.named(names));
    }
  }

  private static void line(PrintStream out, String label, String text) {
    out.printf("  %-13s %s%n", label, Printable.line(text));
  }

  /** Prints which directories were removed. */
  public static void printRemoved(List<Pruning.Removed> removed, PrintStream out) {
    for (Pruning.Removed directory : removed) {
      out.printf(
          "removed %s%s%n",
          Printable.line(directory.directory()),
          directory.version() == null
              ? ", which is of no version"
              : ", the files of version " + directory.version());
    }
    out.printf("%,d directories removed%n", removed.size());
  }

  /** Prints the errors of versions on partitions. */
  public static void print(ErrorMatrix matrix, PrintStream out) {
    List<String> headers =
        Stream.of(
                Stream.of("RMSE", "rows"),
                matrix.versions().stream().map(version -> "version " + version),
                Stream.of(""))
            .flatMap(each -> each)
            .toList();
    TextTable table = new TextTable(1, headers);
    for (ErrorMatrix.Row row : matrix.rows()) {
      table.add(
          Stream.of(
                  Stream.of(row.partition(), "%,d".formatted(row.rows())),
                  row.cells().stream().map(ModelsSummary::text),
                  Stream.of(""))
              .flatMap(each -> each)
              .toList());
    }
    table.print(out);
    out.println("* the version was trained on the partition");
  }

  private static String text(ErrorMatrix.Cell cell) {
    return "%.6g%s".formatted(cell.rmse(), cell.trained() ? "*" : " ");
  }

  /** Prints what was logged to an MLflow server. */
  public static void printLogged(MlflowLog.Logged logged, PrintStream out) {
    String aliases =
        logged.aliases().entrySet().stream()
            .map(entry -> "%s %d".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    out.printf(
        "%s; the aliases are %s%n  %s%n",
        logged.added().isEmpty()
            ? "no version was missing"
            : "logged version%s %s"
                .formatted(
                    logged.added().size() == 1 ? "" : "s",
                    logged.added().stream().map(String::valueOf).collect(Collectors.joining(", "))),
        aliases.isEmpty() ? "not set" : aliases,
        Printable.line(logged.page()));
  }
}
