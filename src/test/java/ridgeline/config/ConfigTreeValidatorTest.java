package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.secret.Confidential;

/** Trees of YAML against records: what is completed, and what is said of what does not fit. */
@Tag("plain")
class ConfigTreeValidatorTest {
  enum Mode {
    @JsonProperty("quick")
    QUICK,
    @JsonProperty("very-slow")
    SLOW;

    @Override
    public String toString() {
      return this == QUICK ? "quick" : "very-slow";
    }
  }

  record Scalars(
      @JsonProperty(required = true) String name,
      @Nullable String note,
      @JsonProperty(defaultValue = "7") int count,
      @JsonProperty(defaultValue = "0.5") @Limits(min = 0, max = 1) double share,
      @JsonProperty(defaultValue = "true") boolean on,
      @JsonProperty(defaultValue = "quick") Mode mode) {}

  record Bounds(
      @Limits(min = 2, max = 5) @Nullable Integer unused,
      @JsonProperty(defaultValue = "2") @Limits(min = 2, max = 5) int few,
      @JsonProperty(defaultValue = "0") int any,
      @JsonProperty(defaultValue = "0") long large,
      @JsonProperty(defaultValue = "0.5") @Limits(min = 0, max = 1, open = true) double open,
      @JsonProperty(defaultValue = "1") @Limits(min = 0) double positive,
      @JsonProperty(defaultValue = "ab") @Limits(pattern = "[a-c]+") String letters) {}

  record Lists(
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> either,
      List<String> only,
      @Limits(entries = 2, maxEntries = 3) @JsonProperty(defaultValue = "[1, 2]")
          List<Double> bounded,
      @Limits(repeats = true) List<Double> repeated,
      @Limits(entries = 2) List<List<String>> nested,
      @Limits(entries = 1) @JsonProperty(defaultValue = "[1]") List<Object> any) {}

  record Inner(@JsonProperty(defaultValue = "1") @Limits(min = 1) int size, List<Inner> below) {}

  record Outer(Inner inner, @JsonProperty(required = true) Inner needed) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
  sealed interface Shape {}

  record Circle(
      @JsonProperty(required = true) @Limits(min = 0) double radius,
      @JsonProperty(defaultValue = "0") int fill)
      implements Shape {}

  record Square(@JsonProperty(defaultValue = "true") boolean square) implements Shape {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = Values.class)
  @JsonSubTypes(@JsonSubTypes.Type(Count.class))
  sealed interface Strengths {}

  record Count(@JsonProperty(defaultValue = "100") int count) implements Strengths {}

  record Values(
      @JsonValue
          @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Limits(min = 0, entries = 1)
          List<Double> values)
      implements Strengths {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = Other.class)
  @JsonSubTypes(@JsonSubTypes.Type(Circle.class))
  interface Loose {}

  record Other(@Nullable String other) implements Loose {}

  record Variety(@Nullable List<Shape> shapes, Strengths strengths, Loose loose) {}

  record Maps(
      @Confidential Map<String, String> options,
      Map<String, String> plain,
      @Limits(min = 0) Map<String, Double> factors,
      @Limits(entries = 2) Map<String, List<Object>> lists) {}

  private final List<Problem> problems = new ArrayList<>();

  private String complete(Class<?> type, String yaml) {
    try {
      return new ConfigTreeValidator(problems)
          .complete(JobFileParser.parse(yaml), type)
          .toString()
          .replace("\"", "");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> problems(Class<?> type, String yaml) {
    complete(type, yaml);
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void keysAreInTheOrderOfTheRecordWithTheirDefaults() {
    assertThat(complete(Scalars.class, "{mode: very-slow, name: x}"))
        .isEqualTo("{name:x,note:null,count:7,share:0.5,on:true,mode:very-slow}");
    assertThat(complete(Scalars.class, "{name: x, count: 3, share: 1, on: false, note: y}"))
        .isEqualTo("{name:x,note:y,count:3,share:1.0,on:false,mode:quick}");
    assertThat(problems).isEmpty();
  }

  @Test
  void anEmptyKeyHasItsDefault() {
    assertThat(complete(Scalars.class, "{name: x, note: , count: ~, share: null, on: , mode: }"))
        .isEqualTo("{name:x,note:null,count:7,share:0.5,on:true,mode:quick}");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          {} -> name: is required
          {name: } -> name: is required
          {name: x, cuont: 3} -> cuont: is not a known key; did you mean 'count'?
          {name: x, zzzzz: 3} -> zzzzz: is not a known key; known: name, note, count, share, on, mode
          {name: 3} -> name: must be text, in quotes if need be, got: 3
          {name: true} -> name: must be text, in quotes if need be, got: true
          {name: [x]} -> name: must be text, got: ["x"]
          {name: ' '} -> name: must not be blank
          {name: x, count: 1.0} -> count: must be a whole number, got: 1.0
          {name: x, count: '1'} -> count: must be a whole number, got: "1"
          {name: x, share: '0.5'} -> share: must be a number, got: "0.5"
          {name: x, share: true} -> share: must be a number, got: true
          {name: x, on: 1} -> on: must be true or false, got: 1
          {name: x, on: 'true'} -> on: must be true or false, got: "true"
          {name: x, mode: slow} -> mode: must be one of quick, very-slow, got: "slow"
          {name: x, mode: QUICK} -> mode: must be one of quick, very-slow, got: "QUICK"
          {name: x, mode: 1} -> mode: must be one of quick, very-slow, got: 1
          """)
  void scalarsThatDoNotFit(String yaml, String problem) {
    assertThat(problems(Scalars.class, yaml)).containsExactly(problem);
  }

  @Test
  void whatDoesNotFitStaysAsItIs() {
    assertThat(complete(Scalars.class, "{count: x, share: 2, on: 1, mode: a}"))
        .isEqualTo("{name:null,note:null,count:x,share:2,on:1,mode:a}");
    assertThat(problems)
        .extracting(Problem::path)
        .containsExactly("name", "count", "share", "on", "mode");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          few: 1 -> few: must be at least 2, got: 1
          few: 6 -> few: must be at most 5, got: 6
          any: 2147483648 -> any: must be at most 2147483647, got: 2147483648
          any: -2147483649 -> any: must be at least -2147483648, got: -2147483649
          large: 9223372036854775808 -> large: must be at most 9223372036854775807, got: 9223372036854775808
          large: -9223372036854775809 -> large: must be at least -9223372036854775808, got: -9223372036854775809
          open: 0 -> open: must be in (0, 1), got: 0
          open: 1.0 -> open: must be in (0, 1), got: 1.0
          positive: -1e-300 -> positive: must be finite and >= 0, got: -1E-300
          positive: .inf -> positive: must be finite and >= 0, got: Infinity
          positive: .nan -> positive: must be finite and >= 0, got: NaN
          positive: 1e400 -> positive: must be finite and >= 0, got: 1E+400
          letters: abcd -> letters: must be text that matches [a-c]+, got: "abcd"
          """)
  void valuesOutOfBounds(String yaml, String problem) {
    assertThat(problems(Bounds.class, yaml)).containsExactly(problem);
  }

  @Test
  void theBoundsThemselves() {
    assertThat(
            complete(
                Bounds.class,
                "{few: 5, any: -2147483648, large: 9223372036854775807, open: 1e-300, positive: 0,"
                    + " letters: cab}"))
        .isEqualTo(
            "{unused:null,few:5,any:-2147483648,large:9223372036854775807,open:1.0E-300,"
                + "positive:0.0,letters:cab}");
    assertThat(complete(Bounds.class, "{few: 2, any: 2147483647, large: -9223372036854775808}"))
        .contains("few:2,any:2147483647,large:-9223372036854775808");
    assertThat(problems).isEmpty();
  }

  @Test
  void aSingleValueStandsForAListWhereItMay() {
    assertThat(complete(Lists.class, "{either: a, nested: [[a, b]], any: [x, {y: 1}, [2]]}"))
        .isEqualTo(
            "{either:[a],only:[],bounded:[1.0,2.0],repeated:[],nested:[[a,b]],any:[x,{y:1},[2]]}");
    assertThat(complete(Lists.class, "{either: [a, b], bounded: [3, 2, 1], repeated: [1, 1]}"))
        .startsWith("{either:[a,b],only:[],bounded:[3.0,2.0,1.0],repeated:[1.0,1.0],nested:[]");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          only: a -> only: must be a list, got: "a"
          only: {a: 1} -> only: must be a list, got: {"a":1}
          either: {a: 1} -> either: must be a list, got: {"a":1}
          either: 3 -> either: must be text, in quotes if need be, got: 3
          only: [a, 3] -> only[1]: must be text, in quotes if need be, got: 3
          only: [a, ~] -> only[1]: must be text, in quotes if need be, got: nothing
          only: [a, b, a] -> only[2]: is the same as only[0], got: "a"
          bounded: [1] -> bounded: needs at least 2 entries, got: [1]
          bounded: [] -> bounded: needs at least 2 entries, got: []
          bounded: [1, 2, 3, 4] -> bounded: has 4 entries; the limit is 3
          bounded: [1, 2, 1.0] -> bounded[2]: is the same as bounded[0], got: 1.0
          any: [] -> any: needs at least 1 entry, got: []
          any: [1, 1.0] -> any[1]: is the same as any[0], got: 1.0
          any: [{a: 1}, {a: 1}] -> any[1]: is the same as any[0], got: {"a":1}
          nested: [[a, b], [a]] -> nested[1]: needs at least 2 entries, got: ["a"]
          nested: [[a, b], [a, a]] -> nested[1][1]: is the same as nested[1][0], got: "a"
          nested: [a] -> nested[0]: must be a list, got: "a"
          """)
  void listsThatDoNotFit(String yaml, String problem) {
    assertThat(problems(Lists.class, yaml)).contains(problem).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void sectionsInSections() {
    assertThat(complete(Outer.class, "needed: {below: [{}, {size: 3}]}"))
        .isEqualTo(
            "{inner:{size:1,below:[]},"
                + "needed:{size:1,below:[{size:1,below:[]},{size:3,below:[]}]}}");
    assertThat(problems).isEmpty();
    assertThat(problems(Outer.class, "{inner: 3, needed: {siz: 1, below: [{size: 0}, x, ]}}"))
        .containsExactly(
            "inner: must be a section with keys, got: 3",
            "needed.siz: is not a known key; did you mean 'size'?",
            "needed.below[0].size: must be at least 1, got: 0",
            "needed.below[1]: must be a section with keys, got: \"x\"");
  }

  @Test
  void aRequiredSectionIsRequired() {
    assertThat(problems(Outer.class, "needed: ")).containsExactly("needed: is required");
  }

  @Test
  void variantsByTheirFirstKeyOrByAWord() {
    assertThat(
            complete(
                Variety.class,
                "{shapes: [{radius: 2}, square, {square: false}, {fill: 1, radius: 1}]}"))
        .isEqualTo(
            "{shapes:[{radius:2.0,fill:0},{square:true},{square:false},{radius:1.0,fill:1}],"
                + "strengths:{count:100},loose:{other:null}}");
    assertThat(problems).isEmpty();
  }

  @Test
  void aBareValueStandsWithoutASection() {
    assertThat(complete(Variety.class, "strengths: 3")).contains("strengths:[3.0]");
    assertThat(complete(Variety.class, "strengths: [3, 1]")).contains("strengths:[3.0,1.0]");
    assertThat(complete(Variety.class, "strengths: {count: 5}")).contains("strengths:{count:5}");
    assertThat(complete(Variety.class, "loose: {radius: 1}")).contains("loose:{radius:1.0,fill:0}");
    assertThat(complete(Variety.class, "loose: {other: a}")).contains("loose:{other:a}");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          shapes: [hexagon] -> shapes[0]: must be one of radius, square, got: "hexagon"
          shapes: [{fill: 1}] -> shapes[0]: must be one of radius, square, got: {"fill":1}
          shapes: [3] -> shapes[0]: must be one of radius, square, got: 3
          shapes: [[square]] -> shapes[0]: must be one of radius, square, got: ["square"]
          shapes: [radius] -> shapes[0].radius: is required
          shapes: [{radius: -1}] -> shapes[0].radius: must be finite and >= 0, got: -1
          shapes: [{radius: 1, square: true}] -> shapes[0].square: is not a known key; known: radius, fill
          strengths: [] -> strengths: needs at least 1 entry, got: []
          strengths: [1, -1] -> strengths[1]: must be finite and >= 0, got: -1
          strengths: x -> strengths: must be a number, got: "x"
          strengths: {values: [1]} -> strengths.values: is not a known key; known: count
          loose: 3 -> loose: must be one of radius, got: 3
          """)
  void variantsThatDoNotFit(String yaml, String problem) {
    assertThat(problems(Variety.class, yaml)).containsExactly(problem);
  }

  @Test
  void mapsTakeEveryKey() {
    assertThat(
            complete(
                Maps.class,
                "{options: {header: yes, x: 1.10}, factors: {a.b: 2}, lists: {c: [1, x]}}"))
        .isEqualTo("{options:{header:yes,x:1.10},plain:{},factors:{a.b:2.0},lists:{c:[1,x]}}");
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          options: hunter2 -> options: must be a section with keys, got: *****
          options: [hunter2] -> options: must be a section with keys, got: *****
          options: {x: [hunter2]} -> options.x: must be a single value, got: *****
          options: {x: {y: hunter2}} -> options.x: must be a single value, got: *****
          options: {x: } -> options.x: must be a single value, got: nothing
          options: {HEADER: [yes]} -> options.HEADER: must be a single value, got: ["yes"]
          plain: [a] -> plain: must be a section with keys, got: ["a"]
          plain: {x: [a]} -> plain.x: must be a single value, got: ["a"]
          factors: {a: -1} -> factors.a: must be finite and >= 0, got: -1
          factors: {a: x} -> factors.a: must be a number, got: "x"
          factors: {a: } -> factors.a: must be a number, got: nothing
          lists: {a: [1]} -> lists.a: needs at least 2 entries, got: [1]
          lists: {a: 1} -> lists.a: must be a list, got: 1
          """)
  void mapsThatDoNotFit(String yaml, String problem) {
    assertThat(problems(Maps.class, yaml)).containsExactly(problem);
  }

  @Test
  void onlyTheBeginningOfALongValueIsShown() {
    assertThat(problems(Scalars.class, "{name: x, count: %s}".formatted("y".repeat(100))))
        .containsExactly("count: must be a whole number, got: \"%s...".formatted("y".repeat(79)));
  }
}
