@org.jspecify.annotations.NullMarked
package ridgeline;
