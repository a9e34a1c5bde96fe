package ridgeline.job;

import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * The event log's record of a stage of a job.
 *
 * @param title of the job, also the group of its Spark jobs
 * @param seconds that it took
 * @param rows read, 0 where they are not known yet
 * @param cells solved so far
 */
record StageEnded(String title, String stage, double seconds, long rows, long cells)
    implements SparkListenerEvent {}
