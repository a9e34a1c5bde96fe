package ridgeline.report;

import java.util.List;

/** Made-up provenances of reports. */
public final class Provenances {
  private Provenances() {}

  /** A provenance of results on some input. */
  public static Provenance of(long seed, String... input) {
    return new Provenance(
        "0",
        "4",
        "17",
        "BLAS",
        "local",
        "id",
        "now",
        "hash",
        seed,
        "UTC",
        List.of(input),
        null,
        null);
  }
}
