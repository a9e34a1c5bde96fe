package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** When the solver of one cell stops. */
public record SolverConfig(
    @JsonPropertyDescription("Tolerance of the convergence test; dimensionless.")
        @JsonProperty(defaultValue = "1e-7")
        @Limits(min = 0, open = true)
        double tol,
    @JsonPropertyDescription("Maximum number of iterations for one cell.")
        @JsonProperty(defaultValue = "100000")
        @Limits(min = 1)
        int maxIter) {}
