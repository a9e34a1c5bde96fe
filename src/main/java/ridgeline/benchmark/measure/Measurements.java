package ridgeline.benchmark.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The measurements so far, by name. */
public final class Measurements {
  private final Map<String, Measurement> byName = new LinkedHashMap<>();

  public void add(Measurement measurement) {
    byName.put(measurement.name(), measurement);
  }

  public List<Measurement> all() {
    return List.copyOf(byName.values());
  }

  public Optional<Double> median(String name) {
    return Optional.ofNullable(byName.get(name)).map(Measurement::median);
  }

  /** The median over the runs of the sum of some stages of each run; empty if one is missing. */
  public Optional<Double> medianOfSum(String prefix, String... stages) {
    List<Double> sums = new ArrayList<>();
    for (String stage : stages) {
      Measurement measurement = byName.get(prefix + stage);
      if (measurement == null) {
        return Optional.empty();
      }
      for (int run = 0; run < measurement.runs().size(); run++) {
        if (sums.size() == run) {
          sums.add(0.0);
        }
        sums.set(run, sums.get(run) + measurement.runs().get(run));
      }
    }
    return Optional.of(Measurement.medianOf(sums));
  }
}
