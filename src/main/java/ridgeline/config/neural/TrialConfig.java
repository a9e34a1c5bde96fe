package ridgeline.config.neural;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ridgeline.config.ConfigException;
import ridgeline.config.JobReader;
import ridgeline.config.Problem;

/**
 * One of several trainings of a job file.
 *
 * @param name what distinguishes it from the others
 * @param setting its index among the settings that are tried, from 0; trainings that differ only in
 *     their seed share it
 * @param settings values of the swept keys, none for an ablation, and the seed if there are several
 */
public record TrialConfig(
    String name, int setting, Map<String, Object> settings, TrainConfig config) {
  private static final ObjectMapper JSON = new JsonMapper();
  private static final int MAX_TRIALS = 1000;

  public TrialConfig {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Whether a job file asks for several trainings, even if only one results. */
  public static boolean areSeveral(TrainConfig config) {
    return !config.sweep().isEmpty() || config.ablation() || config.seeds() > 1;
  }

  /**
   * The trainings of a job file: one for each combination of its sweep; or for an ablation one
   * without any regulariser, one with each alone, and one with all; otherwise a single one. Each is
   * followed by its repetitions with the other seeds.
   *
   * @throws ConfigException if one of them is not a valid job
   */
  public static List<TrialConfig> of(TrainConfig config) throws ConfigException {
    List<TrialConfig> settings = settings(config);
    if (config.seeds() == 1) {
      return settings;
    }
    if ((long) settings.size() * config.seeds() > MAX_TRIALS) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "seeds",
                  "makes %,d trainings of %,d settings; the limit is %,d"
                      .formatted(
                          (long) settings.size() * config.seeds(), settings.size(), MAX_TRIALS))));
    }
    List<TrialConfig> trials = new ArrayList<>();
    for (TrialConfig trial : settings) {
      for (int i = 0; i < config.seeds(); i++) {
        trials.add(trial.withSeed(config.seed() + i));
      }
    }
    return List.copyOf(trials);
  }

  private TrialConfig withSeed(long seed) throws ConfigException {
    Map<String, Object> more = new LinkedHashMap<>(settings);
    more.put("seed", seed);
    return new TrialConfig(
        name + ", seed " + seed, setting, more, with(config, List.of("seed=" + seed)));
  }

  private static List<TrialConfig> settings(TrainConfig config) throws ConfigException {
    if (config.ablation()) {
      return ablations(config);
    }
    if (config.sweep().isEmpty()) {
      return List.of(
          new TrialConfig(
              config.name(), 0, Map.of(), config.seeds() == 1 ? config : with(config, List.of())));
    }
    List<TrialConfig> trials = new ArrayList<>();
    for (Map<String, Object> settings : combinations(config.sweep())) {
      List<String> overrides = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (Map.Entry<String, Object> setting : settings.entrySet()) {
        String value = json(setting.getValue());
        overrides.add(setting.getKey() + "=" + value);
        names.add(setting.getKey().replaceFirst(".*\\.", "") + " " + value.replace("\"", ""));
      }
      String name = String.join(", ", names);
      try {
        trials.add(new TrialConfig(name, trials.size(), settings, with(config, overrides)));
      } catch (ConfigException e) {
        throw new ConfigException(
            e.problems().stream()
                .map(problem -> ofSweep(problem, name, settings, config))
                .toList());
      }
    }
    return List.copyOf(trials);
  }

  /** A problem of a trial, with its path in the job file. */
  private static Problem ofSweep(
      Problem problem, String trial, Map<String, Object> settings, TrainConfig config) {
    String message = "%s (in the trial %s)".formatted(problem.message(), trial);
    for (Map.Entry<String, Object> setting : settings.entrySet()) {
      String key = setting.getKey();
      String path = problem.path().replaceFirst("^--set ", "");
      if (path.equals(key) || path.startsWith(key + ".") || path.startsWith(key + "[")) {
        int at = config.sweep().getOrDefault(key, List.of()).indexOf(setting.getValue());
        return new Problem(
            "sweep.%s[%d]%s".formatted(key, at, path.substring(key.length())),
            settings.size() == 1 ? problem.message() : message);
      }
    }
    return new Problem(problem.path(), message);
  }

  private static List<Map<String, Object>> combinations(Map<String, List<Object>> sweep)
      throws ConfigException {
    List<Map<String, Object>> combinations = List.of(Map.of());
    for (Map.Entry<String, List<Object>> key : sweep.entrySet()) {
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> combination : combinations) {
        for (Object value : key.getValue()) {
          Map<String, Object> one = new LinkedHashMap<>(combination);
          one.put(key.getKey(), value);
          longer.add(one);
        }
      }
      if (longer.size() > MAX_TRIALS) {
        throw new ConfigException(
            List.of(new Problem("sweep", "has more than %,d combinations".formatted(MAX_TRIALS))));
      }
      combinations = longer;
    }
    return combinations;
  }

  /** The overrides that turn off each regulariser that the job file turns on. */
  private static Map<String, List<String>> regularisers(TrainConfig config) {
    RegularisationConfig on = config.regularisation();
    Map<String, List<String>> off = new LinkedHashMap<>();
    List<String> dropout = new ArrayList<>();
    boolean normalises = false;
    for (int i = 0; i < config.network().size(); i++) {
      LayerConfig layer = config.network().get(i);
      normalises |= layer instanceof LayerConfig.BatchNorm norm && norm.batchNorm();
      if (layer instanceof LayerConfig.Dropout layerDropout) {
        Double own = layerDropout.dropout();
        if (own == null ? on.dropout() > 0 : own > 0) {
          dropout.add("network[%d].dropout=0".formatted(i));
        }
      }
    }
    put(off, "dropout", !dropout.isEmpty(), dropout);
    put(off, "batchNorm", normalises && on.batchNorm(), List.of("regularisation.batchNorm=false"));
    put(off, "weightDecay", on.weightDecay() > 0, List.of("regularisation.weightDecay=0"));
    put(off, "l1", on.l1() > 0, List.of("regularisation.l1=0"));
    put(off, "l2", on.l2() > 0, List.of("regularisation.l2=0"));
    put(
        off,
        "elasticNet",
        on.elasticNet().regParam() > 0,
        List.of("regularisation.elasticNet.regParam=0"));
    put(
        off,
        "augmentation",
        on.augmentation().changesImages(),
        List.of("regularisation.augmentation={}"));
    put(
        off,
        "gradientClipping",
        on.gradientClipping() > 0,
        List.of("regularisation.gradientClipping=0"));
    put(off, "labelSmoothing", on.labelSmoothing() > 0, List.of("regularisation.labelSmoothing=0"));
    put(
        off,
        "earlyStopping",
        on.earlyStopping().enabled(),
        List.of("regularisation.earlyStopping.enabled=false"));
    return off;
  }

  private static void put(
      Map<String, List<String>> off, String name, boolean isOn, List<String> overrides) {
    if (isOn) {
      off.put(name, overrides);
    }
  }

  private static List<TrialConfig> ablations(TrainConfig config) throws ConfigException {
    Map<String, List<String>> regularisers = regularisers(config);
    if (regularisers.isEmpty()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "ablation", "needs a regulariser; set at least one under regularisation")));
    }
    List<TrialConfig> trials = new ArrayList<>();
    trials.add(ablation(0, "none", config, regularisers, ""));
    if (regularisers.size() > 1) {
      for (String name : regularisers.keySet()) {
        trials.add(ablation(trials.size(), name + " alone", config, regularisers, name));
      }
    }
    String all = regularisers.size() > 1 ? "all" : regularisers.keySet().iterator().next();
    trials.add(new TrialConfig(all, trials.size(), Map.of(), with(config, List.of())));
    return List.copyOf(trials);
  }

  private static TrialConfig ablation(
      int setting,
      String name,
      TrainConfig config,
      Map<String, List<String>> regularisers,
      String kept)
      throws ConfigException {
    List<String> overrides = new ArrayList<>();
    regularisers.forEach(
        (regulariser, off) -> {
          if (!regulariser.equals(kept)) {
            overrides.addAll(off);
          }
        });
    return new TrialConfig(name, setting, Map.of(), with(config, overrides));
  }

  /** A single training as a separate job, with some keys changed. */
  private static TrainConfig with(TrainConfig config, List<String> overrides)
      throws ConfigException {
    ObjectNode job = JSON.valueToTree(config);
    job.remove(List.of("sweep", "pruning", "seeds", "ablation"));
    return JobReader.complete(
        job,
        overrides,
        TrainConfig.class,
        (given, complete, problems) -> new TrainRules(problems).check(complete));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
