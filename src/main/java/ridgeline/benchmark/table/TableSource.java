package ridgeline.benchmark.table;

/** Where the measured table comes from. */
public sealed interface TableSource permits SyntheticTable, ParquetTable {}
