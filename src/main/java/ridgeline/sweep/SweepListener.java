package ridgeline.sweep;

import ridgeline.select.CvProgress;

/** Listens to the progress of a fit. */
public interface SweepListener {
  /** Ignores all events. */
  SweepListener SILENT =
      new SweepListener() {
        @Override
        public void stage(String name) {}

        @Override
        public void cells(CvProgress progress) {}

        @Override
        public void note(String message) {}
      };

  /** A stage starts. */
  void stage(String name);

  /** Cells were solved. */
  void cells(CvProgress progress);

  /** Something the user should know but would not see otherwise. */
  void note(String message);
}
