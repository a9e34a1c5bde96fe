package ridgeline.report;

import java.util.List;

/**
 * What made a result, and from what.
 *
 * @param started an instant, to the second
 * @param configHash SHA-256 of the job file with every key
 * @param seed of the folds
 * @param input files, or a description
 */
public record Provenance(
    String ridgeline,
    String spark,
    String java,
    String blas,
    String master,
    String applicationId,
    String started,
    String configHash,
    long seed,
    List<String> input) {}
