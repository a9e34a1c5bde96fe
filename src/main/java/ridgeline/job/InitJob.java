package ridgeline.job;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.data.BundledDataset;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.source.TableReader;
import ridgeline.data.table.TrainingTable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.Storage;
import ridgeline.profile.JobDraft;

/** Writes a first job file for a table, on the local disk. */
final class InitJob {
  /** The maximum length of a job's name. */
  private static final int MAX_NAME = 64;

  private final String table;
  private final @Nullable String label;
  private final @Nullable String location;
  private final JobCommand command;

  /**
   * Prepares the job; nothing is read or written yet.
   *
   * @param table a path, or the name of a bundled table
   * @param label a column; null to choose one
   * @param location of the job file; null for a file named after the table in the working directory
   */
  InitJob(String table, @Nullable String label, @Nullable String location, JobCommand command) {
    this.table = table;
    this.label = label;
    this.location = location;
    this.command = command;
  }

  void run() throws Exception {
    if (location != null && Storage.hasScheme(location)) {
      throw new UsageException(
          "--out %s: a first job file is written to the local disk; name a file there"
              .formatted(location));
    }
    String name = name(table);
    Path file = Path.of(location == null ? name + ".yaml" : location);
    if (Files.exists(file)) {
      throw exists(file);
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new UsageException(
          "--out %s: there is no directory %s; create it, or name another file"
              .formatted(location, directory));
    }
    command.inSession("ridgeline init " + name, spark -> write(spark, name, file));
  }

  private void write(SparkSession spark, String name, Path file)
      throws ConfigException, IOException {
    Map.Entry<String, String> source = source();
    String draft =
        JobDraft.of(
            TableReader.open(spark, config(name, source).data()),
            name,
            source,
            label,
            file.toString());
    SweepConfig job = SweepConfigReader.read(draft, file.toString(), List.of());
    TrainingTable.check(spark, job.data(), job.folds());
    try {
      Files.writeString(file, draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw new UsageException("the job file %s cannot be written: %s".formatted(file, e));
    }
    System.out.printf("written to %s; review it, then run: jobs/sweep %s%n", file, file);
  }

  private static UsageException exists(Path file) {
    return new UsageException(
        "%s already exists and is not overwritten; name another file with --out".formatted(file));
  }

  /**
   * The key of the data section and its value: a bundled table only if there is no file of that
   * name.
   */
  private Map.Entry<String, String> source() {
    boolean isBundled =
        Arrays.stream(BundledDataset.values()).anyMatch(dataset -> table.equals(nameOf(dataset)));
    return isBundled && !Files.exists(Path.of(table))
        ? Map.entry("dataset", table)
        : Map.entry("path", table);
  }

  private static String nameOf(BundledDataset dataset) {
    return dataset.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A job with that source; nothing else in it is used. */
  private static SweepConfig config(String name, Map.Entry<String, String> source)
      throws ConfigException {
    ObjectNode job = JsonMapper.builder().build().createObjectNode();
    job.put("name", name)
        .putObject("data")
        .put(source.getKey(), source.getValue())
        .put("label", "0")
        .putArray("numeric")
        .add("0");
    return SweepConfigReader.read(job.toString(), "--init", List.of());
  }

  /** A name for a job on a table: the last part of its location without extensions. */
  static String name(String table) {
    String last =
        Stream.of(table.split("/", -1))
            .filter(part -> !part.isEmpty() && !part.matches("[.*]+"))
            .reduce("", (first, second) -> second);
    String plain =
        last.toLowerCase(Locale.ROOT)
            .replaceAll("\\..*", "")
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+|-+$", "");
    if (plain.isEmpty()) {
      return "table";
    }
    return plain.substring(0, Math.min(MAX_NAME, plain.length()));
  }
}
