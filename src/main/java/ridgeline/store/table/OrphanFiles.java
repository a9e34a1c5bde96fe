package ridgeline.store.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * Files left behind by writers that died before they committed. Iceberg removes those of snapshots
 * only. A file is known by its name, which has a random part, since locations may be relative, or
 * written in several ways.
 */
final class OrphanFiles {
  /** Before this age, a file may be one of a first fill that commits all of them at its end. */
  static final Duration MIN_AGE = Duration.ofDays(7);

  /** The directory of the leaves in that of the table. */
  static final String LEAVES = "data";

  private final String location;
  private final Table table;
  private final FileIO io;
  private final Configuration configuration;

  OrphanFiles(String location, Table table, FileIO io, Configuration configuration) {
    this.location = location;
    this.table = table;
    this.io = io;
    this.configuration = configuration;
  }

  /** Whether no commit before the current one was on the day of some time. */
  boolean areDue(Instant now) {
    @Nullable Snapshot current = table.currentSnapshot();
    @Nullable Long parent = current == null ? null : current.parentId();
    @Nullable Snapshot before = parent == null ? null : table.snapshot(parent);
    return before == null || day(Instant.ofEpochMilli(before.timestampMillis())).isBefore(day(now));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** Removes those that are older than a week, as far as that can be done. */
  void remove(Instant now) {
    try {
      Map<String, Path> leaves = old(LEAVES, now.minus(MIN_AGE));
      Map<String, Path> manifests = old("metadata", now.minus(MIN_AGE));
      removeKnown(leaves.keySet(), manifests.keySet());
      leaves.values().forEach(file -> io.deleteFile(file.toString()));
      manifests.values().forEach(file -> io.deleteFile(file.toString()));
    } catch (IOException | RuntimeException e) {
      // They stay, and are never read; the first commit of another day tries again.
    }
  }

  /** The names of the files of leaves that there are, whether or not they were committed. */
  Set<String> leaves() throws IOException {
    Set<String> names = new HashSet<>();
    for (FileStatus file : list(new Path(location, LEAVES))) {
      names.add(file.getPath().getName());
    }
    return names;
  }

  /** The old files of a directory by their names, other than the versions of the metadata. */
  private Map<String, Path> old(String directory, Instant before) throws IOException {
    Map<String, Path> old = new HashMap<>();
    for (FileStatus file : list(new Path(location, directory))) {
      String name = file.getPath().getName();
      boolean isOurs = name.endsWith(".avro") || name.startsWith(".v");
      if (isOurs && Instant.ofEpochMilli(file.getModificationTime()).isBefore(before)) {
        old.put(name, file.getPath());
      }
    }
    return old;
  }

  private List<FileStatus> list(Path directory) throws IOException {
    try {
      return List.of(directory.getFileSystem(configuration).listStatus(directory));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Removes the names of the files that any snapshot refers to, the newest first: it has most of
   * them, so that the others are hardly ever read.
   */
  private void removeKnown(Set<String> leaves, Set<String> manifests) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    snapshots.sort(Comparator.comparingLong(Snapshot::sequenceNumber).reversed());
    snapshots.forEach(snapshot -> manifests.remove(name(snapshot.manifestListLocation())));
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : snapshots) {
      if (leaves.isEmpty() && manifests.isEmpty()) {
        return;
      }
      for (ManifestFile manifest : snapshot.dataManifests(io)) {
        manifests.remove(name(manifest.path()));
        if (!leaves.isEmpty() && seen.add(manifest.path())) {
          removeKnown(leaves, manifest);
        }
      }
    }
  }

  private void removeKnown(Set<String> leaves, ManifestFile manifest) throws IOException {
    try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, io, table.specs())) {
      files.forEach(file -> leaves.remove(name(file.location())));
    }
  }

  static String name(String path) {
    return new Path(path).getName();
  }
}
