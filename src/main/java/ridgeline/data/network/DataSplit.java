package ridgeline.data.network;

/** What rows are used for. */
public enum DataSplit {
  /** The weights follow them. */
  TRAINING,
  /** They decide when to stop, and which network is best. */
  VALIDATION,
  /** They are only measured on. */
  TEST
}
