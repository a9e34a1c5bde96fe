package ridgeline.data.columns;

import java.util.Iterator;
import org.apache.spark.TaskContext;

/**
 * Elements of a task, which ends when its job is cancelled. Spark sees to that for files and cached
 * tables, and not for what its generated code makes, as of {@code range}.
 */
public final class Interruptible<T> implements Iterator<T> {
  private final Iterator<T> elements;
  private final TaskContext task = TaskContext.get();

  /** Elements that are read in the task of this thread. */
  public Interruptible(Iterator<T> elements) {
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    task.killTaskIfInterrupted();
    return elements.hasNext();
  }

  @Override
  public T next() {
    return elements.next();
  }
}
