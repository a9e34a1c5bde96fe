package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.fuzz.JobFiles.Job;

/** Any job file and any overrides are refused with problems, or written and read back the same. */
@Tag("plain")
class JobFileFuzzTest {
  private int readBack;

  private void check(Job job) throws Exception {
    if (JobFiles.isReadBack(job)) {
      readBack++;
    }
  }

  @Test
  void texts() {
    Fuzz.check(2500, JobFileFuzzTest::text, this::check);
    assertThat(readBack).isGreaterThan(Fuzz.share(100));
  }

  private static Job text(SplittableRandom random) {
    JobFiles kind = JobFiles.any(random);
    JobFiles words = random.nextInt(8) == 0 ? JobFiles.any(random) : kind;
    return kind.job(
        random.nextInt(8) == 0 ? "job.json" : "job.yaml",
        Mutator.text(kind.texts(), words.words(), random),
        List.of());
  }

  @Test
  void trees() {
    Fuzz.check(2500, JobFileFuzzTest::tree, this::check);
    assertThat(readBack).isGreaterThan(Fuzz.share(100));
  }

  private static Job tree(SplittableRandom random) {
    JobFiles kind = JobFiles.any(random);
    return kind.job(new TreeMutator(kind.words(), "").damaged(kind.trees(), random), random);
  }

  @Test
  void overrides() {
    Fuzz.check(2500, JobFileFuzzTest::overridden, this::check);
    assertThat(readBack).isGreaterThan(Fuzz.share(100));
  }

  private static Job overridden(SplittableRandom random) {
    JobFiles kind = JobFiles.any(random);
    List<String> overrides = new ArrayList<>();
    for (int k = random.nextInt(3); k >= 0; k--) {
      overrides.add(override(kind, random));
    }
    return kind.job("job.yaml", Mutator.any(kind.texts(), random), overrides);
  }

  private static String override(JobFiles kind, SplittableRandom random) {
    String assignment = Mutator.any(kind.assignments(), random);
    String key = assignment.split("=", 2)[0];
    String word = Mutator.any(kind.words(), random);
    String odd = Mutator.any(Mutator.ODD_TEXTS, random);
    return switch (random.nextInt(12)) {
      case 0 -> key + "=" + odd;
      case 1 -> key + "." + word + "=" + odd;
      case 2 -> key + "." + random.nextInt(20_000) + "." + word + "=" + word;
      case 3 -> key + "[" + odd + "]." + word + "=" + word;
      case 4 -> key + "={" + word + ": " + odd + "}";
      case 5 -> key + "=" + word;
      case 6, 7 -> Mutator.text(List.of(assignment), kind.words(), random);
      default -> assignment;
    };
  }
}
