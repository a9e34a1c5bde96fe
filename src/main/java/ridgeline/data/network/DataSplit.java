package ridgeline.data.network;

/** The part of the data that a row belongs to. */
public enum DataSplit {
  /** Rows to which the weights are fitted. */
  TRAINING,
  /** Rows that decide when to stop, and which network is best. */
  VALIDATION,
  /** Rows that are used for measurement only. */
  TEST
}
