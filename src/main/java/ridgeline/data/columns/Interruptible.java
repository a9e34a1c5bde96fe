package ridgeline.data.columns;

import java.util.Iterator;
import org.apache.spark.TaskContext;

/**
 * Elements read by a task, which stops when its job is cancelled. Spark does this for files and
 * cached tables, but not for rows from generated code, such as those of {@code range}.
 */
public final class Interruptible<T> implements Iterator<T> {
  private final Iterator<T> elements;
  private final TaskContext task = TaskContext.get();

  /** Wraps elements that are read in the task of this thread. */
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
