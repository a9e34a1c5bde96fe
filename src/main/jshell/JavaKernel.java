import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rapaio.jupyter.kernel.MainApp;
import org.rapaio.jupyter.kernel.channels.Channels;
import org.rapaio.jupyter.kernel.channels.MessageHandler;
import org.rapaio.jupyter.kernel.core.ConnectionProperties;
import org.rapaio.jupyter.kernel.core.Transform;
import org.rapaio.jupyter.kernel.message.MessageType;

/**
 * Runs rapaio's kernel for notebooks in Java, with Jupyter's connection file as argument.
 *
 * <p>Its own main class reads messages before it knows what handles them, so that a slow start may
 * end in a kernel that never answers; and it logs all that any library can log, and the key of the
 * connection.
 */
final class JavaKernel {
  private JavaKernel() {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Channels channels = new Channels(connection(Path.of(args[0])));
    CountDownLatch connected = new CountDownLatch(1);
    Field handlers = Channels.class.getDeclaredField("handlers");
    handlers.setAccessible(true);
    handlers.set(channels, new Later(channels, connected));
    channels.connect(MainApp.kernel); // sets other handlers
    connected.countDown();
    channels.joinUntilClose();
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
