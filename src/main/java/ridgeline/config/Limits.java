package ridgeline.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the values of a key keep to: every number in it, its innermost list, its text. The reader
 * checks it and the JSON Schema states it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Limits {

  /** The least number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest number. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min} and {@link #max} themselves are excluded. */
  boolean open() default false;

  /** The least number of entries. */
  int entries() default 0;

  /** The regular expression that the whole text matches. */
  String pattern() default "";
}
