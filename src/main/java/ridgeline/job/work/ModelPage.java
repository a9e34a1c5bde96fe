package ridgeline.job.work;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Digests;
import ridgeline.report.Provenance;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.RowCounts;
import ridgeline.report.linear.SweepPage;
import ridgeline.report.linear.SweepReport;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.ResultPage;
import ridgeline.sweep.SweepResult;

/** The report of a model that no job file describes. */
public final class ModelPage implements ResultPage {
  @Override
  public String of(ElasticNetCVModel model, SparkSession spark) {
    SweepResult result = model.result();
    String params = params(model);
    @Nullable Long seed = model.hasParent() ? ((ElasticNetCV) model.parent()).getSeed() : null;
    Provenance provenance =
        JobProvenance.of(spark, Instant.now(), Digests.sha256(params), seed, List.of("DataFrame"));
    SweepReport report =
        SweepReport.of(
            model.uid(),
            result,
            null,
            null,
            RowCounts.of(
                result.rows().read() - result.rows().zeroWeight(),
                0,
                result.rows().zeroWeight(),
                Map.of()),
            result.seconds(),
            provenance);
    Coefficients coefficients = SweepFiles.coefficients(model.regression());
    StringWriter page = new StringWriter();
    try {
      SweepPage.write(
          report, result, coefficients, model.regression().getLabelCol(), params, null, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString();
  }

  /**
   * The params that were set, a line each. The engine that was used is in the report anyway, and
   * does not say whether {@code auto} chose it.
   */
  private static String params(ElasticNetCVModel model) {
    Params of = model.hasParent() ? model.parent() : model;
    return Arrays.stream(of.params())
        .filter(param -> of.isSet(param) && !param.name().equals("engine"))
        .map(param -> "%s: %s\n".formatted(param.name(), text(of.getOrDefault(param))))
        .collect(Collectors.joining("", "# params of %s that were set\n".formatted(of.uid()), ""));
  }

  private static String text(Object value) {
    return value instanceof double[] values ? Arrays.toString(values) : String.valueOf(value);
  }
}
