package ridgeline.job.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.Interruption;

/**
 * Handles signals to this process. The class for them is in every JDK but not in its API, so it is
 * called by reflection.
 */
public final class Signals {
  private Signals() {}

  /**
   * Lets a signal end the process as the JDK does, through its shutdown hooks, but ends runs first:
   * a run whose result is already complete finishes, and the process exits with 0.
   */
  public static void endRuns() {
    handle("INT", Interruption.SIGINT);
    handle("TERM", Interruption.SIGTERM);
  }

  private static void handle(String name, Interruption interruption) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ending =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  end(interruption);
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ending);
    } catch (ReflectiveOperationException e) {
      if (!(e instanceof InvocationTargetException)) {
        throw new IllegalStateException(e);
      }
      // The JVM was started with -Xrs and does not handle signals.
    }
  }

  private static void end(Interruption interruption) {
    // Threads of Spark that fail because the process ends say nothing about the run.
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {});
    boolean interrupts = Run.interruptAll(interruption);
    System.exit(interrupts ? interruption.exitCode() : ExitCode.DONE);
  }
}
