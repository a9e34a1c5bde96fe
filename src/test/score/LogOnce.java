import org.apache.logging.log4j.LogManager;

/** Logs one event. */
class LogOnce {
  public static void main(String[] args) {
    LogManager.getLogger("once").info("a \"quoted\" message");
  }
}
