import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.channels.LoopThread;
import org.rapaio.jupyter.kernel.channels.MessageHandler;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;
import org.rapaio.jupyter.kernel.message.MessageType;

/**
 * Runs rapaio's kernel for notebooks in Java, with Jupyter's connection file as argument.
 *
 * <p>Its own main class reads messages before it knows what handles them, in threads that end if
 * they begin before they are marked as running, so that a slow start may end in a kernel that never
 * answers; and it logs all that any library can log, and the key of the connection.
 */
final class JavaKernel {
  private JavaKernel() {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Channels channels = new Channels(connection(Path.of(args[0])));
    CountDownLatch connected = new CountDownLatch(1);
    field(Channels.class, "handlers").set(channels, new Later(channels, connected));
    channels.connect(MainApp.kernel); // sets other handlers
    connected.countDown();
    for (String channel : List.of("heartbeat", "shell", "control")) {
      restart(field(Channels.class, channel).get(channels));
    }
    channels.joinUntilClose();
  }

  /** Has a channel read its messages in a thread that is marked as running before it begins. */
  private static void restart(Object channel) throws Exception {
    Field thread = field(channel.getClass(), "loopThread");
    LoopThread first = (LoopThread) thread.get(channel);
    first.shutdown();
    first.join();
    LoopThread second =
        new LoopThread(
            first.getName(),
            field(LoopThread.class, "sleep").getLong(first),
            (Runnable) field(LoopThread.class, "loopBody").get(first));
    field(LoopThread.class, "running").setBoolean(second, true);
    thread.set(channel, second);
    second.start();
  }

  private static Field field(Class<?> of, String name) throws NoSuchFieldException {
    Field field = of.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static ConnectionProperties connection(Path file) throws IOException {
    return Transform.fromJson(Files.readString(file), ConnectionProperties.class);
  }

  /** Handlers of messages that arrive before there are any: they wait. */
  private static final class Later extends HashMap<MessageType<?>, MessageHandler<?>> {
    private final transient Channels channels;
    private final transient CountDownLatch connected;

    Later(Channels channels, CountDownLatch connected) {
      this.channels = channels;
      this.connected = connected;
    }

    @Override
    public MessageHandler<?> get(Object type) {
      try {
        connected.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      return channels.getHandler((MessageType<?>) type);
    }
  }
}
