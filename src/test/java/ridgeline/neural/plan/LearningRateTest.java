package ridgeline.neural.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.train.Networks;

/** Learning rates over the epochs. */
@Tag("plain")
class LearningRateTest {
  private static LearningRate of(String schedule) throws ConfigException {
    TrainConfig config =
        Networks.table(
            "network: [{dense: 1}]\nepochs: 20",
            "optimiser.learningRate=0.4",
            "optimiser.schedule=" + schedule);
    return LearningRate.of(config.optimiser(), config.epochs());
  }

  @Test
  void staysWhereItIs() throws ConfigException {
    assertThat(of("{}").at(19.9)).isEqualTo(0.4);
  }

  @Test
  void fallsInSteps() throws ConfigException {
    LearningRate rates = of("{kind: step, every: 5, factor: 0.5}");
    assertThat(rates.at(4.99)).isEqualTo(0.4);
    assertThat(rates.at(5.01)).isEqualTo(0.2);
    assertThat(rates.at(19.99)).isEqualTo(0.05);
  }

  @Test
  void fallsAlongACosine() throws ConfigException {
    LearningRate rates = of("{kind: cosine}");
    assertThat(rates.at(0)).isEqualTo(0.4);
    assertThat(rates.at(10)).isCloseTo(0.2, within(1e-12));
    assertThat(rates.at(20)).isCloseTo(0, within(1e-12));
  }

  @Test
  void risesAtFirst() throws ConfigException {
    LearningRate rates = of("{kind: cosine, warmUp: 2}");
    assertThat(rates.at(0.5)).isCloseTo(0.1, within(1e-12));
    assertThat(rates.at(2)).isCloseTo(0.4, within(1e-12));
    assertThat(rates.at(11)).isCloseTo(0.2, within(1e-12));
  }
}
