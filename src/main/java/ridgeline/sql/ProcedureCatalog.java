package ridgeline.sql;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import ridgeline.config.text.Spelling;

/**
 * A catalogue of procedures that run the jobs in the session that calls them:
 *
 * <pre>{@code
 * SET spark.sql.catalog.ridgeline = ridgeline.sql.ProcedureCatalog;
 * CALL ridgeline.sweep(table => 'db.rent', label => 'log(rent)');
 * }</pre>
 */
public final class ProcedureCatalog
    implements org.apache.spark.sql.connector.catalog.ProcedureCatalog {
  private final Map<String, JobProcedure> procedures = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private String name = "";

  /** An empty catalogue, for Spark. */
  public ProcedureCatalog() {
    for (JobProcedure procedure :
        List.of(
            SweepProcedure.define(),
            RetrainProcedure.define(),
            PredictProcedure.define(),
            ModelsProcedure.define())) {
      procedures.put(procedure.name(), procedure);
    }
  }

  @Override
  public void initialize(String given, CaseInsensitiveStringMap options) {
    name = given;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * The procedure of a name.
   *
   * @throws ArgumentException if there is none, with the nearest
   */
  @Override
  public UnboundProcedure loadProcedure(Identifier identifier) {
    JobProcedure procedure = procedures.get(identifier.name());
    if (procedure == null || identifier.namespace().length > 0) {
      throw new ArgumentException(
          "the catalogue %s has no procedure %s%s"
              .formatted(
                  name,
                  identifier.toString(),
                  Spelling.hint(identifier.name(), procedures.keySet())));
    }
    return procedure;
  }

  @Override
  public Identifier[] listProcedures(String[] namespace) {
    return namespace.length > 0
        ? new Identifier[0]
        : procedures.keySet().stream()
            .map(each -> Identifier.of(new String[0], each))
            .toArray(Identifier[]::new);
  }
}
