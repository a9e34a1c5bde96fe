package ridgeline.job.run;

import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/** Keeps secrets and control characters out of what Spark and Hadoop log in this process. */
public final class SafeLog implements RewritePolicy {
  private static final int MAX_CAUSES = 20;

  private SafeLog() {}

  /** Puts itself before every appender, unless it is there already. */
  public static synchronized void install() {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return;
    }
    Configuration configuration = context.getConfiguration();
    for (LoggerConfig logger : configuration.getLoggers().values()) {
      for (Appender appender : List.copyOf(logger.getAppenders().values())) {
        if (!(appender instanceof RewriteAppender)) {
          RewriteAppender safe = before(appender, configuration);
          logger.removeAppender(appender.getName());
          logger.addAppender(safe, null, null);
        }
      }
    }
    context.updateLoggers();
  }

  private static RewriteAppender before(Appender appender, Configuration configuration) {
    AppenderRef[] references = {AppenderRef.createAppenderRef(appender.getName(), null, null)};
    RewriteAppender safe =
        RewriteAppender.createAppender(
            "safe-" + appender.getName(), "true", references, configuration, new SafeLog(), null);
    safe.start();
    return safe;
  }

  // Log4j 2.24, which Spark's own distribution has, logs the proxy with its secrets if it is set.
  @SuppressWarnings("deprecation")
  @Override
  public LogEvent rewrite(LogEvent event) {
    return new Log4jLogEvent.Builder(event)
        .setMessage(new SimpleMessage(safe(event.getMessage().getFormattedMessage())))
        .setThrown(shown(event.getThrown(), MAX_CAUSES))
        .setThrownProxy(null)
        .build();
  }

  private static String safe(String text) {
    return Printable.lines(Redaction.text(text));
  }

  private static @Nullable Throwable shown(@Nullable Throwable error, int depth) {
    return error == null || depth == 0 ? null : new Shown(error, depth);
  }

  /** A copy of an exception without secrets. */
  private static final class Shown extends Throwable {
    private static final long serialVersionUID = 1L;

    Shown(Throwable error, int depth) {
      super(safe(error.toString()), shown(error.getCause(), depth - 1), false, true);
      setStackTrace(error.getStackTrace());
    }
  }
}
