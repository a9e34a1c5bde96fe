package ridgeline.benchmark;

/** Where the measured table comes from. */
public sealed interface TableSource permits SyntheticTable, ParquetTable {}
