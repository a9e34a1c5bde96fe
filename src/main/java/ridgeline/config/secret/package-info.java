/** Redaction of secrets: by name, by value and in addresses. */
@NullMarked
package ridgeline.config.secret;

import org.jspecify.annotations.NullMarked;
