package ridgeline.store.table;

import org.apache.hadoop.fs.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * The files of one table, all of which are in two directories of it. Whatever path its metadata
 * gives, a file is the one of that name there: so a table may be copied or moved, and no file of
 * another is ever read, written or deleted.
 */
final class TableFiles implements FileIO {
  private static final long serialVersionUID = 1L;

  private final String location;
  private final FileIO files;

  /**
   * The files of a table.
   *
   * @param location of its directory
   * @param files of the file system
   */
  TableFiles(String location, FileIO files) {
    this.location = location;
    this.files = files;
  }

  private String own(String path) {
    Path file = new Path(path);
    return "%s/%s/%s".formatted(location, file.getParent().getName(), file.getName());
  }

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(own(path));
  }

  /** With a length that is known, none is asked for. */
  @Override
  public InputFile newInputFile(String path, long length) {
    return files.newInputFile(own(path), length);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return files.newOutputFile(own(path));
  }

  @Override
  public void deleteFile(String path) {
    files.deleteFile(own(path));
  }

  @Override
  public void close() {
    files.close();
  }
}
