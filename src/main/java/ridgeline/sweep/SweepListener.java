package ridgeline.sweep;

import ridgeline.select.CvProgress;

/** Hears how a fit goes on. */
public interface SweepListener {
  /** Hears nothing. */
  SweepListener SILENT =
      new SweepListener() {
        @Override
        public void stage(String name) {}

        @Override
        public void cells(CvProgress progress) {}

        @Override
        public void note(String message) {}
      };

  /** A stage begins. */
  void stage(String name);

  /** Cells were solved. */
  void cells(CvProgress progress);

  /** Something that the user should know and cannot see. */
  void note(String message);
}
