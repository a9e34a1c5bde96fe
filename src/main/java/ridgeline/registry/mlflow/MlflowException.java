package ridgeline.registry.mlflow;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A version or an alias that could not be logged; the message is one sentence. */
public final class MlflowException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean answer;

  public MlflowException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private MlflowException(String message, @Nullable Throwable cause, boolean answer) {
    super(message, cause);
    this.answer = answer;
  }

  /** A call that the server answered by refusing it. */
  static MlflowException ofAnswer(String message) {
    return new MlflowException(message, null, true);
  }

  /** Whether the server answered, so that another call may be worth while. */
  boolean isAnswer() {
    return answer;
  }
}
