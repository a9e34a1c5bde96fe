package ridgeline.sql;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A procedure, whose arguments may all be left out as far as Spark knows. */
final class JobProcedure implements UnboundProcedure {
  /** The type of a list of texts. */
  static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

  /** The type of options by their keys. */
  static final DataType OPTIONS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);

  /** What a procedure does. */
  @FunctionalInterface
  interface Body {
    ProcedureRows run(SparkSession spark, Arguments arguments) throws Exception;
  }

  private final String name;
  private final String description;
  private final List<ProcedureParameter> parameters;
  private final Body body;

  JobProcedure(String name, String description, List<ProcedureParameter> parameters, Body body) {
    this.name = name;
    this.description = description;
    this.parameters = List.copyOf(parameters);
    this.body = body;
  }

  /** A parameter that is a text. */
  static ProcedureParameter text(String name, String comment) {
    return parameter(name, DataTypes.StringType, comment);
  }

  /** A parameter that is null by default. */
  static ProcedureParameter parameter(String name, DataType type, String comment) {
    return ProcedureParameter.in(name, type).defaultValue("NULL").comment(comment).build();
  }

  @Override
  public String name() {
    return name;
  }

  /** The description with the parameters, which DESCRIBE PROCEDURE would not show. */
  @Override
  public String description() {
    return parameters.stream()
        .map(each -> "\n  %s => %s".formatted(each.name(), each.comment()))
        .collect(Collectors.joining("", description, ""));
  }

  @Override
  public BoundProcedure bind(StructType types) {
    return new Bound();
  }

  /** Another class, because Spark calls whatever it takes for a bound procedure. */
  private final class Bound implements BoundProcedure {
    @Override
    public String name() {
      return name;
    }

    @Override
    public ProcedureParameter[] parameters() {
      return parameters.toArray(ProcedureParameter[]::new);
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }

    @Override
    public Iterator<Scan> call(InternalRow given) {
      SparkSession spark = SparkSession.active();
      ProcedureRows rows;
      try {
        rows = body.run(spark, arguments(given));
      } catch (Exception e) { // some of Spark's are checked, but not declared in Scala
        throw ProcedureFailure.of(e);
      }
      rows.requireSendable(spark.sparkContext());
      return List.<Scan>of(scan(rows)).iterator();
    }
  }

  private Arguments arguments(InternalRow given) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      DataType type = parameters.get(i).dataType();
      values.put(
          parameters.get(i).name(),
          CatalystTypeConverters.convertToScala(given.get(i, type), type));
    }
    return new Arguments(name, values);
  }

  private static LocalScan scan(ProcedureRows rows) {
    return new LocalScan() {
      @Override
      public StructType readSchema() {
        return rows.schema();
      }

      @Override
      public InternalRow[] rows() {
        var convert = CatalystTypeConverters.createToCatalystConverter(rows.schema());
        return rows.rows().stream().map(convert::apply).toArray(InternalRow[]::new);
      }
    };
  }
}
