package ridgeline.config.secret;

import java.lang.reflect.Field;
import java.util.Set;

/** Which secrets this process knows, for tests that teach it many. */
public final class SecretMemory {
  private SecretMemory() {}

  /** What was known at a time. */
  public record Snapshot(Set<String> secrets) {
    /** Forgets what was learned since. */
    public void restore() {
      known().retainAll(secrets);
    }
  }

  /** Forgets all secrets, so that a test does not pass because of what another one taught. */
  public static void forget() {
    known().clear();
  }

  public static Snapshot snapshot() {
    return new Snapshot(Set.copyOf(known()));
  }

  @SuppressWarnings("unchecked")
  private static Set<String> known() {
    try {
      Field field = KnownSecrets.class.getDeclaredField("secrets");
      field.setAccessible(true);
      return (Set<String>) field.get(KnownSecrets.OF_PROCESS);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("KnownSecrets keeps its secrets elsewhere", e);
    }
  }
}
