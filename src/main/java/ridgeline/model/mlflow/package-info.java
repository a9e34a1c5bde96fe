/** The files by which MLflow recognises and loads a saved linear model. */
@NullMarked
package ridgeline.model.mlflow;

import org.jspecify.annotations.NullMarked;
