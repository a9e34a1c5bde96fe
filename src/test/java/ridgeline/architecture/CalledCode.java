package ridgeline.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of ours that may run when the methods of a class do: what they call, what overrides
 * that, the static initialisers of classes, and what other libraries may call back on objects that
 * are made, because it overrides methods of theirs.
 */
final class CalledCode {
  /** Each method or constructor, with the one that calls it; null for those of the class. */
  private final Map<JavaCodeUnit, @Nullable JavaCodeUnit> callers = new HashMap<>();

  private final Deque<JavaCodeUnit> unseen = new ArrayDeque<>();

  private CalledCode() {}

  static CalledCode of(JavaClass type) {
    CalledCode called = new CalledCode();
    type.getAllMethods().forEach(method -> called.add(method, null));
    type.getAllConstructors().forEach(constructor -> called.add(constructor, null));
    called.addInitialiser(type, null);
    while (!called.unseen.isEmpty()) {
      JavaCodeUnit caller = called.unseen.pop();
      for (JavaCodeUnit callee : Callees.of(caller)) {
        called.add(callee, caller);
      }
    }
    return called;
  }

  private void addInitialiser(JavaClass type, @Nullable JavaCodeUnit caller) {
    type.getStaticInitializer().ifPresent(initialiser -> add(initialiser, caller));
  }

  private void add(JavaCodeUnit callee, @Nullable JavaCodeUnit caller) {
    if (Callees.isOurs(callee.getOwner()) && !callers.containsKey(callee)) {
      callers.put(callee, caller);
      unseen.push(callee);
    }
  }

  /** The calls that lead to one of some methods, from the last to the first; empty if none do. */
  Optional<String> pathTo(Methods methods) {
    return callers.keySet().stream()
        .flatMap(caller -> methods.calledBy(caller).map(name -> name + from(caller)).stream())
        .findFirst();
  }

  /** Methods whose call, {@code class.method from class.method}, matches a pattern. */
  static final class Methods {
    private final Pattern calls;
    private final Map<JavaCodeUnit, Optional<String>> known = new HashMap<>();

    Methods(String calls) {
      this.calls = Pattern.compile(calls);
    }

    private Optional<String> calledBy(JavaCodeUnit caller) {
      return known.computeIfAbsent(
          caller,
          code ->
              code.getAccessesFromSelf().stream()
                  .map(access -> name(access.getTargetOwner(), access.getTarget().getName()))
                  .filter(
                      name ->
                          calls
                              .matcher(name + " from " + name(code.getOwner(), code.getName()))
                              .matches())
                  .findFirst());
    }
  }

  private static String name(JavaClass type, String method) {
    return type.getName() + "." + method;
  }

  private String from(JavaCodeUnit first) {
    StringBuilder path = new StringBuilder();
    for (JavaCodeUnit caller = first; caller != null; caller = callers.get(caller)) {
      path.append(" from ").append(name(caller.getOwner(), caller.getName()));
    }
    return path.toString();
  }

  /** What single methods and constructors call. */
  private static final class Callees {
    private static final Map<JavaCodeUnit, Set<JavaCodeUnit>> KNOWN = new HashMap<>();

    private Callees() {}

    static boolean isOurs(JavaClass type) {
      return type.getPackageName().startsWith("ridgeline");
    }

    static Set<JavaCodeUnit> of(JavaCodeUnit caller) {
      Set<JavaCodeUnit> known = KNOWN.get(caller);
      if (known == null) {
        known = found(caller);
        KNOWN.put(caller, known);
      }
      return known;
    }

    private static Set<JavaCodeUnit> found(JavaCodeUnit caller) {
      Set<JavaCodeUnit> found = new LinkedHashSet<>();
      for (JavaAccess<?> access : caller.getAccessesFromSelf()) {
        JavaClass owner = access.getTargetOwner();
        if (isOurs(owner)) {
          owner.getStaticInitializer().ifPresent(found::add);
          access.getTarget().resolveMember().ifPresent(member -> addTo(found, owner, member));
        }
      }
      if (caller instanceof JavaConstructor) {
        caller.getOwner().getMethods().stream().filter(Callees::isOfOthers).forEach(found::add);
      }
      return found;
    }

    private static void addTo(Set<JavaCodeUnit> found, JavaClass owner, Object member) {
      if (member instanceof JavaCodeUnit unit) {
        found.add(unit);
      }
      if (member instanceof JavaMethod method
          && !method.getModifiers().contains(JavaModifier.STATIC)) {
        owner.getAllSubclasses().stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(other -> lookAlike(other, method))
            .forEach(found::add);
      }
    }

    /** Whether a method overrides one of a type that is not ours. */
    private static boolean isOfOthers(JavaMethod method) {
      JavaClass owner = method.getOwner();
      return Stream.concat(
              owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
          .filter(type -> !isOurs(type))
          .flatMap(type -> type.getMethods().stream())
          .anyMatch(other -> lookAlike(method, other));
    }

    private static boolean lookAlike(JavaMethod one, JavaMethod two) {
      return one.getName().equals(two.getName())
          && one.getRawParameterTypes().size() == two.getRawParameterTypes().size();
    }
  }
}
