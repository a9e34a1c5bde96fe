package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/** The MLflow server to which versions are logged; none without an address. */
public record MlflowConfig(
    @JsonPropertyDescription(
            "Address of the tracking server, such as http://127.0.0.1:5000; nothing is logged when"
                + " empty. A user and password, or a token, are read from the environment:"
                + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.")
        @Nullable String uri,
    @JsonPropertyDescription(
            "The experiment, with a run for each version; named after the job when empty.")
        @Limits(pattern = NAME, example = "flights")
        @Nullable String experiment,
    @JsonPropertyDescription("The registered model; named after the job when empty.")
        @Limits(pattern = MODEL, example = "flights")
        @Nullable String model) {

  /** The name of an experiment, without quotes, which a search for it could not have. */
  public static final String NAME = "[^'\"`\\r\\n\\t]{1,250}";

  /** The name of a registered model, which has no separators of a model's address either. */
  public static final String MODEL = "[^'\"`\\r\\n\\t/:@]{1,250}";
}
