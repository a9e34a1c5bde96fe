/** Logs the versions of a model and its aliases to an MLflow server, over its REST API. */
@NullMarked
package ridgeline.registry.mlflow;

import org.jspecify.annotations.NullMarked;
