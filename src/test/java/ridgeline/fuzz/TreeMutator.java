package ridgeline.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages trees of JSON or YAML, whose text stays well-formed.
 *
 * @param words keys and values that readers know
 * @param kept a key that stays with its value, wherever both are moved to; empty for none
 */
public record TreeMutator(List<String> words, String kept) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_MUTATIONS = 4;

  /** Deeper than a job file goes; all mutations together stay within what Jackson writes. */
  private static final int DEEP = 100;

  /** Where a node is. */
  private record Place(JsonNode in, String key, int index) {
    JsonNode node() {
      return in.isObject() ? in.path(key) : in.path(index);
    }

    void set(JsonNode node) {
      if (in instanceof ObjectNode section) {
        section.set(key, node);
      } else {
        ((ArrayNode) in).set(index, node);
      }
    }

    void remove() {
      if (in instanceof ObjectNode section) {
        section.remove(key);
      } else {
        ((ArrayNode) in).remove(index);
      }
    }
  }

  /** A copy of one of some trees, damaged in one to four ways. */
  public JsonNode damaged(List<JsonNode> corpus, SplittableRandom random) {
    JsonNode tree = Mutator.any(corpus, random).deepCopy();
    for (int k = random.nextInt(1 + random.nextInt(MAX_MUTATIONS)); k >= 0; k--) {
      List<Place> places = new ArrayList<>();
      collect(tree, places);
      if (!places.isEmpty()) {
        damage(Mutator.any(places, random), places, Mutator.any(corpus, random), random);
      }
    }
    return tree;
  }

  private void collect(JsonNode node, List<Place> places) {
    if (node.isObject()) {
      for (String key : keys(node)) {
        if (!key.equals(kept)) {
          places.add(new Place(node, key, -1));
          collect(node.path(key), places);
        }
      }
    }
    for (int i = 0; node.isArray() && i < Math.min(node.size(), 100); i++) {
      places.add(new Place(node, "", i));
      collect(node.path(i), places);
    }
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private void damage(Place at, List<Place> places, JsonNode other, SplittableRandom random) {
    JsonNode node = at.node();
    switch (random.nextInt(10)) {
      case 0 -> at.remove();
      case 1 -> at.set(Mutator.any(places, random).node().deepCopy());
      case 2 -> {
        Place second = Mutator.any(places, random);
        JsonNode before = node.deepCopy();
        at.set(second.node().deepCopy());
        second.set(before);
      }
      case 3 -> at.set(wrapped(node, random));
      case 4 -> rename(at, random);
      case 5 -> add(at.in(), node, random);
      case 6 -> {
        List<Place> others = new ArrayList<>();
        collect(other, others);
        at.set(others.isEmpty() ? odd(random) : Mutator.any(others, random).node().deepCopy());
      }
      case 7 -> at.set(near(node, random));
      default -> at.set(odd(random));
    }
  }

  private JsonNode wrapped(JsonNode node, SplittableRandom random) {
    JsonNode wrapped = node.deepCopy();
    int depth = random.nextInt(8) == 0 ? random.nextInt(DEEP) : 1;
    for (int k = 0; k < depth; k++) {
      wrapped =
          random.nextBoolean()
              ? NODES.arrayNode().add(wrapped)
              : NODES.objectNode().set(word(random), wrapped);
    }
    return wrapped;
  }

  private void rename(Place at, SplittableRandom random) {
    JsonNode node = at.node();
    if (at.in() instanceof ObjectNode section) {
      section.remove(at.key());
      section.set(word(random), node);
    }
  }

  private void add(JsonNode in, JsonNode node, SplittableRandom random) {
    if (in instanceof ObjectNode section) {
      section.set(word(random), random.nextBoolean() ? odd(random) : node.deepCopy());
    } else {
      for (int k = random.nextInt(16) == 0 ? 3000 : 2; k > 0; k--) {
        ((ArrayNode) in).add(node.deepCopy());
      }
    }
  }

  private String word(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? Mutator.any(Mutator.ODD_TEXTS, random)
        : Mutator.any(words, random);
  }

  /** A value of the same kind. */
  private JsonNode near(JsonNode node, SplittableRandom random) {
    if (node.isTextual()) {
      return NODES.textNode(Mutator.text(List.of(node.textValue()), words, random));
    }
    if (node.isIntegralNumber()) {
      BigInteger value = node.bigIntegerValue();
      return NODES.numberNode(
          switch (random.nextInt(4)) {
            case 0 -> value.add(BigInteger.ONE);
            case 1 -> value.negate();
            case 2 -> value.subtract(BigInteger.ONE);
            default -> value.shiftLeft(random.nextInt(70));
          });
    }
    if (node.isNumber()) {
      return NODES.numberNode(node.decimalValue().scaleByPowerOfTen(random.nextInt(700) - 350));
    }
    return node.isBoolean() ? NODES.booleanNode(!node.booleanValue()) : odd(random);
  }

  private JsonNode odd(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.arrayNode();
      case 3 -> NODES.objectNode();
      case 4 -> NODES.numberNode(random.nextInt(5) - 1);
      case 5 -> NODES.numberNode(BigInteger.ONE.shiftLeft(random.nextInt(4000)).negate());
      case 6 -> NODES.numberNode(BigInteger.ONE.shiftLeft(random.nextInt(70)));
      case 7 -> NODES.numberNode(new BigDecimal("1e" + (random.nextInt(900) - 450)));
      case 8 -> NODES.numberNode(new BigDecimal("1e999999999"));
      case 9 -> NODES.textNode(word(random).repeat(random.nextInt(16) == 0 ? 10_000 : 1));
      case 10 -> NODES.textNode(Mutator.any(Mutator.ODD_TEXTS, random));
      default -> NODES.textNode(Mutator.any(words, random));
    };
  }
}
