package ridgeline.sql;

import static ridgeline.sql.JobProcedure.TEXTS;
import static ridgeline.sql.JobProcedure.text;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.job.summary.store.ListedModel;
import ridgeline.job.summary.store.ListedVersion;
import ridgeline.job.work.store.StoredModels;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelVersion;

/** {@code CALL ridgeline.models(...)}: the models of a store, or the versions of one. */
final class ModelsProcedure {
  private static final StructType MODELS =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("versions", DataTypes.LongType, false)
          .add("champion", DataTypes.LongType)
          .add("challenger", DataTypes.LongType)
          .add("previous", DataTypes.LongType)
          .add("date", DataTypes.StringType)
          .add("since", DataTypes.StringType);

  private static final StructType VERSIONS =
      new StructType()
          .add("version", DataTypes.LongType, false)
          .add("date", DataTypes.StringType)
          .add("promoted", DataTypes.BooleanType)
          .add("metric", DataTypes.StringType)
          .add("error", DataTypes.DoubleType)
          .add("r2", DataTypes.DoubleType)
          .add("rows", DataTypes.LongType)
          .add("aliases", TEXTS, false)
          .add("problem", DataTypes.StringType);

  private ModelsProcedure() {}

  static JobProcedure define() {
    return new JobProcedure(
        "models",
        "Lists the models of a store of retrain, or the versions of one of them",
        List.of(
            text("store", "The directory of the store, here or on a Hadoop file system"),
            text("name", "The model whose versions to list; all models if left out")),
        ModelsProcedure::run);
  }

  private static ProcedureRows run(SparkSession spark, Arguments given) throws IOException {
    String store = given.required("store", "the directory that retrain writes");
    StoredModels models = new StoredModels(store, spark.sparkContext().hadoopConfiguration());
    if (given.has("name")) {
      return new ProcedureRows(
          VERSIONS,
          models.versions(given.required("name", "the name of a model")).stream()
              .map(ModelsProcedure::row)
              .toList());
    }
    List<ListedModel> all = models.models();
    if (all.isEmpty()) {
      throw new ArgumentException(
          "models: %s has no models; check the location".formatted(Redaction.location(store)));
    }
    return new ProcedureRows(MODELS, all.stream().map(ModelsProcedure::row).toList());
  }

  private static Row row(ListedModel model) {
    Map<Alias, Long> aliases = model.aliases();
    return RowFactory.create(
        model.name(),
        model.versions(),
        aliases.get(Alias.CHAMPION),
        aliases.get(Alias.CHALLENGER),
        aliases.get(Alias.PREVIOUS),
        model.date(),
        model.since());
  }

  private static Row row(ListedVersion version) {
    ModelVersion.@Nullable Result result = version.result();
    return RowFactory.create(
        version.number(),
        version.date(),
        result == null ? null : result.promoted(),
        result == null ? null : result.metric(),
        result == null ? null : result.error(),
        result == null ? null : result.r2(),
        result == null ? null : result.rows(),
        version.aliases().stream().map(Alias::toString).toArray(String[]::new),
        version.problem());
  }
}
