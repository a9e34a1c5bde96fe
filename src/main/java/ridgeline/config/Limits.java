package ridgeline.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the values of a key keep to: every number in it, its innermost list, its text. The reader
 * checks it and the JSON Schema states it. The constants bound what a job may ask for before
 * anything is allocated for it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Limits {
  /** Bytes of a job file, and characters of one override. */
  int MAX_JOB_FILE = 1 << 20;

  /** Levels of keys and lists in a job file. */
  int MAX_DEPTH = 50;

  /** Problems of a job file that are listed. */
  int MAX_PROBLEMS = 50;

  /** Characters of a message. */
  int MAX_MESSAGE = 4000;

  /** Characters of the path or the message of one problem. */
  int MAX_PROBLEM = 1000;

  int MAX_EXPRESSION_CHARACTERS = 20_000;

  int MAX_QUERY_CHARACTERS = 200_000;

  /** Open parentheses, brackets and cases of an expression; more take minutes to parse. */
  int MAX_EXPRESSION_DEPTH = 100;

  int MAX_FOLDS = 10_000;

  /** Values of regParam on a path. */
  int MAX_REG_PARAMS = 10_000;

  /** Points of the grid, on all paths. */
  int MAX_CELLS = 100_000;

  /** Terms that degree and interactions make. */
  int MAX_PRODUCTS = 100_000;

  /** The least number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest number. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min} and {@link #max} themselves are excluded. */
  boolean open() default false;

  /** The least number of entries. */
  int entries() default 0;

  /** The greatest number of entries. */
  int maxEntries() default Integer.MAX_VALUE;

  /** Whether entries of a list may be equal, as where each is at a place of its own. */
  boolean repeats() default false;

  /** The regular expression that the whole text matches. */
  String pattern() default "";
}
