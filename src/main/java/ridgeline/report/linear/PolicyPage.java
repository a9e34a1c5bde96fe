package ridgeline.report.linear;

import java.io.IOException;
import java.io.Writer;
import ridgeline.config.ConfigWriter;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.report.HtmlPage;

/**
 * Writes the page {@code report.html} of a comparison of policies, a single file that needs no
 * network.
 */
public final class PolicyPage {
  private PolicyPage() {}

  /** The data for the page's script. */
  private record Data(PolicyReport report, String job) {}

  /** Writes the page. */
  public static void write(RetrainConfig config, PolicyReport report, Writer to)
      throws IOException {
    HtmlPage.write("policy.html", new Data(report, ConfigWriter.render(config)), to);
  }
}
