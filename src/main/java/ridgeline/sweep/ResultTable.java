package ridgeline.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;

/** The results of a fit as tables, with the columns of the csv files of a sweep. */
public enum ResultTable {
  /** One row for each solved cell. */
  CV("cv") {
    @Override
    public StructType schema() {
      return new StructType()
          .add("elasticNetParam", DataTypes.DoubleType, false)
          .add("step", DataTypes.IntegerType, false)
          .add("regParam", DataTypes.DoubleType, false)
          .add("cvm", DataTypes.DoubleType, false)
          .add("cvsd", DataTypes.DoubleType, false)
          .add("nzero", DataTypes.IntegerType, false)
          .add("r2", DataTypes.DoubleType, false)
          .add("kkt", DataTypes.DoubleType)
          .add("iterations", DataTypes.IntegerType, false)
          .add("converged", DataTypes.BooleanType, false)
          .add("min", DataTypes.BooleanType, false)
          .add("oneSe", DataTypes.BooleanType, false)
          .add("selected", DataTypes.BooleanType, false);
    }

    @Override
    List<Row> rows(ElasticNetCVModel model, SparkSession spark) {
      SweepResult result = model.result();
      CvCell min = result.min();
      CvCell oneSe = result.oneSe();
      CvCell selected = result.selected();
      List<Row> rows = new ArrayList<>();
      for (CvCurve curve : result.validation().curves()) {
        for (CvCell cell : curve.cells()) {
          rows.add(
              RowFactory.create(
                  cell.elasticNetParam(),
                  cell.step(),
                  cell.regParam(),
                  cell.cvm(),
                  cell.cvsd(),
                  cell.nzero(),
                  cell.r2(),
                  Double.isNaN(cell.kkt()) ? null : cell.kkt(),
                  cell.iterations(),
                  cell.converged(),
                  cell.equals(min),
                  cell.equals(oneSe),
                  cell.equals(selected)));
        }
      }
      return rows;
    }
  },

  /** The all-data fit of each solved cell: its intercept and its nonzero coefficients. */
  PATH("path") {
    @Override
    public StructType schema() {
      return new StructType()
          .add("elasticNetParam", DataTypes.DoubleType, false)
          .add("step", DataTypes.IntegerType, false)
          .add("regParam", DataTypes.DoubleType, false)
          .add("term", DataTypes.StringType, false)
          .add("coefficient", DataTypes.DoubleType, false);
    }

    @Override
    List<Row> rows(ElasticNetCVModel model, SparkSession spark) {
      List<String> names = model.result().features().names();
      List<Row> rows = new ArrayList<>();
      for (CvCurve curve : model.result().validation().curves()) {
        for (CvCell cell : curve.cells()) {
          LinearFit fit = cell.fit();
          rows.add(row(cell, INTERCEPT, fit.intercept()));
          for (int k = 0; k < fit.nonzeros(); k++) {
            rows.add(row(cell, names.get(fit.indices()[k]), fit.values()[k]));
          }
        }
      }
      return rows;
    }

    private static Row row(CvCell cell, String term, double coefficient) {
      return RowFactory.create(
          cell.elasticNetParam(), cell.step(), cell.regParam(), term, coefficient);
    }
  },

  /** Every coefficient of the refitted model, raw and in label deviations per deviation. */
  COEFFICIENTS("coefficients") {
    @Override
    public StructType schema() {
      return new StructType()
          .add("term", DataTypes.StringType, false)
          .add("coefficient", DataTypes.DoubleType, false)
          .add("standardized", DataTypes.DoubleType);
    }

    @Override
    List<Row> rows(ElasticNetCVModel model, SparkSession spark) {
      SweepResult result = model.result();
      double[] coefficients = model.regression().coefficients().toArray();
      List<Row> rows = new ArrayList<>();
      rows.add(RowFactory.create(INTERCEPT, model.regression().intercept(), null));
      for (int j = 0; j < coefficients.length; j++) {
        rows.add(
            RowFactory.create(
                result.features().names().get(j),
                coefficients[j],
                coefficients[j] * result.features().deviations()[j] / result.label().deviation()));
      }
      return rows;
    }
  },

  /** The report as an HTML page. */
  REPORT("report") {
    @Override
    public StructType schema() {
      return new StructType().add("page", DataTypes.StringType, false);
    }

    @Override
    List<Row> rows(ElasticNetCVModel model, SparkSession spark) {
      ResultPage page =
          ServiceLoader.load(ResultPage.class, ResultPage.class.getClassLoader())
              .findFirst()
              .orElseThrow();
      return List.of(RowFactory.create(page.of(model, spark)));
    }
  };

  private static final String INTERCEPT = "(Intercept)";

  private final String text;

  ResultTable(String text) {
    this.text = text;
  }

  /** The columns and their types. */
  public abstract StructType schema();

  abstract List<Row> rows(ElasticNetCVModel model, SparkSession spark);

  final Dataset<Row> of(ElasticNetCVModel model, SparkSession spark) {
    return spark.createDataFrame(rows(model, spark), schema());
  }

  @Override
  public String toString() {
    return text;
  }
}
