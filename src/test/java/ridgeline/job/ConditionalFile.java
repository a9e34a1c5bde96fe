package ridgeline.job;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Builds a file of a file system of the tests, which may be created only if it does not exist. */
final class ConditionalFile extends FSDataOutputStreamBuilder<FSDataOutputStream, ConditionalFile> {
  private final Creation creation;

  /** How a file is created. */
  @FunctionalInterface
  interface Creation {
    /** Creates a file; on the condition that it does not exist, or in any case. */
    FSDataOutputStream create(Path path, boolean onCondition) throws IOException;
  }

  ConditionalFile(FileSystem files, Path path, Creation creation) {
    super(files, path);
    this.creation = creation;
  }

  @Override
  public ConditionalFile getThisBuilder() {
    return this;
  }

  @Override
  public FSDataOutputStream build() throws IOException {
    return creation.create(
        getPath(), getOptions().getBoolean(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, false));
  }
}
